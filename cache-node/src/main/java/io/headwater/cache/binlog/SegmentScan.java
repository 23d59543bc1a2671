package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LocalNote.SyncNote;
import io.headwater.schemas.LogContradictionException;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads segments one after the other, checks that they continue each other, and hands on what lies above a base. One thread, one use. */
final class SegmentScan {
    private final SegmentStore store;
    private final long baseLsn;
    private final long throughLsn;
    private final BinlogHandler handler;
    private final LsnChain chain;
    private final LogRecordReader record = new LogRecordReader();
    private final ChunkAssembler assembler = new ChunkAssembler();
    private @Nullable FrameReader frames;
    private @Nullable SegmentHeader previous;
    private long firstReadableLsn;
    private @Nullable KafkaNote newestNote;
    private long provenBytes;
    private long runSegment;
    private long runPosition;
    private boolean passedThrough;

    /**
     * @param baseLsn nothing up to it is handed on
     * @param throughLsn the scan ends in front of the first record that ends above it
     */
    SegmentScan(SegmentStore store, long baseLsn, long throughLsn, BinlogHandler handler) {
        this.store = store;
        this.baseLsn = baseLsn;
        this.throughLsn = throughLsn;
        this.handler = handler;
        chain = new LsnChain(baseLsn);
    }

    /**
     * Reads the next segment to its end, or to where it is broken.
     *
     * @throws HeadwaterException if it does not continue the one before, or an intact frame contradicts those before it
     */
    FrameReader.Found scan(SegmentHeader header, SegmentFile file) throws IOException {
        enter(header);
        FrameReader reader = frames;
        if (reader == null) {
            reader = new FrameReader(file);
            frames = reader;
        } else {
            reader.open(file);
        }
        provenBytes = 0;
        long size = file.size();
        FrameReader.Found found = reader.next(size);
        while (found == FrameReader.Found.FRAME) {
            try {
                take(header, reader);
            } catch (LogFormatException | LogContradictionException e) {
                throw BinlogFailures.damaged(
                        store.describe(header.number()), reader.framePosition(), String.valueOf(e.getMessage()));
            }
            if (passedThrough) {
                return FrameReader.Found.END;
            }
            found = reader.next(size);
        }
        return found;
    }

    private void enter(SegmentHeader header) {
        SegmentHeader before = previous;
        previous = header;
        long lsnBefore = header.firstLsn() - 1;
        boolean wholeFromBase = lsnBefore <= baseLsn && (header.nextChunk() == 0 || lsnBefore < baseLsn);
        if (before == null) {
            if (!wholeFromBase) {
                throw BinlogFailures.missing("the base ends at lsn " + baseLsn + ", and the oldest segment behind it, "
                        + store.describe(header.number()) + ", starts " + start(header));
            }
            jumpTo(header);
            return;
        }
        boolean continues = lsnBefore == chain.lastLsn()
                && (header.nextChunk() == 0 || header.nextChunk() == chain.nextChunk());
        boolean numbered = header.number() == before.number() + 1;
        if (continues && numbered) {
            if (header.nextChunk() == 0) {
                dropChunkRun();
            }
        } else if (lsnBefore > chain.lastLsn() && wholeFromBase) {
            jumpTo(header); // the base replaced what is missing
            firstReadableLsn = header.firstLsn() + (header.nextChunk() > 0 ? 1 : 0);
        } else {
            throw BinlogFailures.missing(store.describe(before.number()) + " ends with lsn " + chain.lastLsn() + ", and "
                    + store.describe(header.number()) + ", the next one there, starts " + start(header));
        }
    }

    private static String start(SegmentHeader header) {
        return header.nextChunk() == 0
                ? "with lsn " + header.firstLsn()
                : "inside lsn " + header.firstLsn() + " (chunk " + header.nextChunk() + ")";
    }

    private void jumpTo(SegmentHeader header) {
        chain.jumpTo(header.firstLsn() - 1, header.nextChunk());
        runSegment = header.number();
        runPosition = SegmentHeader.BYTES;
    }

    private void take(SegmentHeader header, FrameReader reader) {
        switch (reader.kind()) {
            case FrameCodec.KIND_RECORD -> takeRecord(header, reader);
            case FrameCodec.KIND_NOTE -> takeNote(header, reader);
            default -> throw new LogFormatException("a frame of unknown kind " + reader.kind());
        }
    }

    private void takeRecord(SegmentHeader header, FrameReader reader) {
        record.wrap(reader.bytes(), reader.payloadOffset(), reader.payloadLength());
        if (record.lastLsn() > throughLsn) {
            passedThrough = true;
            return;
        }
        Timeline timeline = header.timeline();
        if (record.shard() != header.shard() || timeline != null && !record.isTimeline(timeline)) {
            throw new LogContradictionException("a record of shard " + record.shard() + ", timeline "
                    + record.timeline() + " in a segment of shard " + header.shard() + ", timeline " + timeline);
        }
        boolean wasInRun = chain.inChunkRun();
        boolean complete = chain.accept(record);
        if (!complete && (!wasInRun || chain.nextChunk() == 1)) {
            runSegment = header.number();
            runPosition = reader.framePosition();
        }
        if (record.lastLsn() > baseLsn && assembler.entries(record)) {
            handler.entries(record);
        }
    }

    private void takeNote(SegmentHeader header, FrameReader reader) {
        switch (LocalNote.decode(reader.bytes(), reader.payloadOffset(), reader.payloadLength())) {
            case KafkaNote note -> {
                newestNote = note;
                handler.note(note);
            }
            case SyncNote(long segment, long position, long syncedBytes) -> {
                if (segment == header.number() && position == reader.framePosition()) {
                    provenBytes = syncedBytes;
                }
            }
        }
    }

    /** Where the last segment scanned ends or is broken, bytes from its start. */
    long endBytes() {
        return frames == null ? SegmentHeader.BYTES : frames.position();
    }

    /** Why the last segment scanned is broken. */
    String problem() {
        return frames == null ? "" : frames.problem();
    }

    /** Bytes of the last segment scanned that a note in it says to be synced; 0 without one. */
    long provenBytes() {
        return provenBytes;
    }

    /** Whether a record above the last wanted lsn was met. */
    boolean passedThrough() {
        return passedThrough;
    }

    LsnChain chain() {
        return chain;
    }

    /** The segment in which the open run of chunks starts; see {@link LsnChain#inChunkRun}. */
    long runSegment() {
        return runSegment;
    }

    /** Where in that segment its first frame starts. */
    long runPosition() {
        return runPosition;
    }

    void dropChunkRun() {
        chain.dropChunkRun();
        assembler.drop();
    }

    /** The first lsn behind a gap that the base fills; 0 without one. */
    long firstReadableLsn() {
        return firstReadableLsn;
    }

    @Nullable KafkaNote newestNote() {
        return newestNote;
    }
}
