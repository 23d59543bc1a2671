package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogRecordReader;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the segments up to what the binlog thread announced, and from one to the next. It reads by itself, so a slow reader costs the writers nothing; a segment
 * that is deleted while it is read can still be read to its end.
 */
final class SegmentBinlogReader implements BinlogReader {
    private final SegmentStore store;
    private final SegmentCatalog catalog;
    private final Supplier<ReadableEnd> end;
    private final long afterLsn;
    private final LogRecordReader record = new LogRecordReader();
    private @Nullable OpenSegment open;
    private long seenLsn;

    /** The segment at which the cursor stands. */
    private record OpenSegment(SegmentInfo info, SegmentFile file, FrameReader frames) {}

    /** @param afterLsn at or above the first readable lsn - 1 */
    SegmentBinlogReader(SegmentStore store, SegmentCatalog catalog, Supplier<ReadableEnd> end, long afterLsn) {
        this.store = store;
        this.catalog = catalog;
        this.end = end;
        this.afterLsn = afterLsn;
    }

    @Override
    public boolean next() {
        try {
            for (FrameReader frame = nextFrame(); frame != null; frame = nextFrame()) {
                if (frame.kind() == FrameCodec.KIND_RECORD) {
                    record.wrap(frame.bytes(), frame.payloadOffset(), frame.payloadLength());
                    seenLsn = record.lastLsn();
                    if (seenLsn > afterLsn) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw BinlogFailures.unreadable(describe(), e);
        } catch (LogFormatException e) {
            throw BinlogFailures.damaged(describe(), current().frames().framePosition(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable FrameReader nextFrame() throws IOException {
        ReadableEnd readable = end.get();
        if (readable.lsn() <= afterLsn) {
            return null;
        }
        OpenSegment here = open == null ? openFirst() : open;
        while (true) {
            boolean live = here.info().number() == readable.segment();
            // A closed file ends behind its last frame, or goes on with zeros.
            long limit = live ? readable.position() : here.file().size();
            FrameReader frames = here.frames();
            switch (frames.next(limit)) {
                case FRAME -> {
                    return frames;
                }
                case BROKEN -> throw BinlogFailures.damaged(describe(), frames.position(), frames.problem());
                case END -> {
                    if (live && frames.position() == limit) {
                        return null;
                    }
                    SegmentInfo next = catalog.find(here.info().number() + 1);
                    if (next == null && !live) {
                        throw BinlogFailures.deleted(seenLsn + 1);
                    }
                    if (live || next == null || next.firstLsn() > seenLsn + 1) {
                        throw BinlogFailures.damaged(describe(), frames.position(), "zeros where a frame was");
                    }
                    here = open(next);
                }
            }
        }
    }

    private OpenSegment openFirst() throws IOException {
        SegmentInfo first = catalog.firstAbove(afterLsn);
        if (first == null || first.lastLsnBefore() > afterLsn) {
            throw BinlogFailures.deleted(afterLsn + 1);
        }
        seenLsn = first.firstLsn() - 1;
        return open(first);
    }

    private OpenSegment open(SegmentInfo segment) throws IOException {
        OpenSegment before = open;
        SegmentFile file = openFile(segment);
        OpenSegment next;
        if (before == null) {
            next = new OpenSegment(segment, file, new FrameReader(file));
        } else {
            before.frames().open(file);
            next = new OpenSegment(segment, file, before.frames());
        }
        open = next;
        if (before != null) {
            before.file().close();
        }
        return next;
    }

    private SegmentFile openFile(SegmentInfo segment) throws IOException {
        try {
            return store.open(segment.number(), SegmentStore.Access.READ);
        } catch (IOException e) {
            if (catalog.find(segment.number()) == null) {
                throw BinlogFailures.deleted(segment.firstLsn());
            }
            throw e;
        }
    }

    private OpenSegment current() {
        OpenSegment here = open;
        if (here == null) {
            throw new IllegalStateException("there is no record before next() has returned true");
        }
        return here;
    }

    private String describe() {
        OpenSegment here = open;
        return here == null ? "the binlog" : store.describe(here.info().number());
    }

    @Override
    public byte[] bytes() {
        return current().frames().bytes();
    }

    @Override
    public int offset() {
        return current().frames().payloadOffset();
    }

    @Override
    public int length() {
        return current().frames().payloadLength();
    }

    @Override
    public long lastLsn() {
        return record.lastLsn();
    }

    @Override
    public void close() {
        OpenSegment here = open;
        if (here != null) {
            try {
                here.file().close();
            } catch (IOException e) {
                throw BinlogFailures.unreadable(describe(), e);
            }
        }
    }
}
