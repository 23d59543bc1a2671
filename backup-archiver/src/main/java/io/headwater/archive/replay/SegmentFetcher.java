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

/**
 * Fetches and checks a route's segments, the next one while the caller replays the one before, into two arrays that it uses in turns: a long log would otherwise leave much
 * behind for the collector. One thread.
 */
final class SegmentFetcher implements AutoCloseable {
    private final Archive archive;
    private final Iterator<SegmentInfo> segments;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("segment-fetcher").factory());
    /** As the store lists it: what a manifest says about a size is not believed. */
    private final int largestBytes;

    private byte[] buffer = {};
    private byte[] otherBuffer = {};
    private @Nullable CompletableFuture<Fetched> next;

    /** A segment whose bytes, so many at the array's start, are what its manifest says. Valid until the next one is asked for. */
    @SuppressWarnings("ArrayRecordComponent") // lent, never compared
    record Fetched(ArchiveManifest manifest, Segment segment, byte[] bytes, int length) {}

    SegmentFetcher(Archive archive, List<SegmentInfo> segments) {
        this.archive = archive;
        this.segments = segments.iterator();
        this.largestBytes = (int) Math.clamp(segments.stream().mapToLong(SegmentInfo::bytes).max().orElse(0), 0, Integer.MAX_VALUE - 8);
        next = fetchNext();
    }

    private @Nullable CompletableFuture<Fetched> fetchNext() {
        if (!segments.hasNext()) {
            return null;
        }
        SegmentInfo info = segments.next();
        byte[] target = otherBuffer.length > 0 ? otherBuffer : new byte[largestBytes];
        otherBuffer = buffer;
        buffer = target;
        return CompletableFuture.supplyAsync(() -> fetch(info, target), thread);
    }

    private Fetched fetch(SegmentInfo info, byte[] target) {
        ArchiveManifest manifest = archive.manifest(info.manifest());
        if (!(manifest.content() instanceof Segment segment)
                || !segment.object().name().equals(info.object())
                || segment.sequence() != info.sequence()) {
            throw new DamagedObjectException(info.manifest(), "describes another object");
        }
        long bytes = segment.object().bytes();
        if (bytes < 0 || bytes > target.length) {
            throw new DamagedObjectException(info.object(), "has not the " + bytes + " bytes that its manifest says");
        }
        archive.verified(segment.object(), target);
        return new Fetched(manifest, segment, target, (int) bytes);
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
