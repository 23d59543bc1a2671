package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.HeadwaterException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Fetches and checks a route's segments, the next one while the caller replays the one before. One thread. */
final class SegmentFetcher implements AutoCloseable {
    private final Archive archive;
    private final Iterator<SegmentInfo> segments;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("segment-fetcher").factory());
    private @Nullable CompletableFuture<Fetched> next;

    /** A segment whose bytes are what its manifest says. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Fetched(ArchiveManifest manifest, Segment segment, byte[] bytes) {}

    SegmentFetcher(Archive archive, List<SegmentInfo> segments) {
        this.archive = archive;
        this.segments = segments.iterator();
        next = fetchNext();
    }

    private @Nullable CompletableFuture<Fetched> fetchNext() {
        if (!segments.hasNext()) {
            return null;
        }
        SegmentInfo info = segments.next();
        return CompletableFuture.supplyAsync(() -> fetch(info), thread);
    }

    private Fetched fetch(SegmentInfo info) {
        ArchiveManifest manifest = archive.manifest(info.manifest());
        if (!(manifest.content() instanceof Segment segment)
                || !segment.object().name().equals(info.object())
                || segment.sequence() != info.sequence()) {
            throw new DamagedObjectException(info.manifest(), "describes another object");
        }
        return new Fetched(manifest, segment, archive.verified(segment.object()));
    }

    /**
     * The next segment; null behind the last.
     *
     * @throws DamagedObjectException if it or its manifest cannot be used
     */
    @Nullable Fetched next() {
        CompletableFuture<Fetched> current = next;
        if (current == null) {
            return null;
        }
        try {
            Fetched fetched = current.join();
            next = fetchNext();
            return fetched;
        } catch (CompletionException e) {
            if (e.getCause() instanceof HeadwaterException known) {
                throw known;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
