package io.headwater.schemas;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which records of a topic are the shard's history. Kafka has no conditional append: a producer that was paused may append after it
 * was replaced, and a retry may append twice. So every reader applies the same pure rules, in the order of the log:
 *
 * <ul>
 *   <li>A claim takes effect only if its epoch is one above the current and it names the last valid record before it. Any other is void.
 *   <li>A record of another epoch, or not by the publisher of the epoch's claim, is void.
 *   <li>A record whose counter is not above the last valid one's is void: a duplicate.
 *   <li>A record that does not continue the lsns is void: records before it were lost, by a producer that gave one up or a broker that lost the end of
 *       its log. Nothing behind such a gap was ever committed, and its publisher, which applies the same rules, sends everything from the gap on again.
 *       If it has not after {@link #MAX_GAP_BYTES}, it never will, and the reader stops.
 *   <li>A chunked entry takes effect at its last chunk, and is void as a whole if a claim takes effect before.
 * </ul>
 *
 * Owned by one thread.
 */
public final class LogFilter {
    /** No publisher has more than half of this under way, so a gap that more records than this lie behind is there for good. */
    public static final long MAX_GAP_BYTES = 64L * 1024 * 1024;

    private static final long NO_GAP = -1;

    private final int shard;
    private FilterState state;
    private long publisher;
    private long lastCounter;
    private long lastLsn;
    private long lastTimeMs;
    private boolean stale;
    private long gapOffset = NO_GAP;
    private long gapBytes;
    private final ChunkAssembly assembly = new ChunkAssembly();

    /** @param state what was stored for the prefix that ends where this filter starts */
    public LogFilter(int shard, FilterState state) {
        this.shard = shard;
        this.state = state;
        adopt(state);
    }

    private void adopt(FilterState from) {
        state = from;
        publisher = from.publisher();
        lastCounter = from.lastId() == null ? -1 : from.lastId().counter();
        lastLsn = from.lastLsn();
        lastTimeMs = from.lastTimeMs();
        stale = false;
        gapOffset = NO_GAP;
    }

    /** What the filter knows now. */
    public FilterState state() {
        if (stale) {
            state = new FilterState(
                    state.timeline(),
                    state.epoch(),
                    publisher,
                    state.node(),
                    state.address(),
                    state.failover(),
                    lastLsn,
                    new RecordId(publisher, lastCounter),
                    lastTimeMs,
                    state.epochEnds());
            stale = false;
        }
        return state;
    }

    public long epoch() {
        return state.epoch();
    }

    /** The last valid lsn. */
    public long lastLsn() {
        return lastLsn;
    }

    /** The time of the last valid record, milliseconds since 1970. */
    public long lastTimeMs() {
        return lastTimeMs;
    }

    /** Whether the newest records stand behind a gap in the lsns, and are void for that. */
    public boolean inGap() {
        return gapOffset != NO_GAP;
    }

    /**
     * The state to store with {@link #storableOffset}: with an entry in assembly, that before its chunk 0.
     */
    public FilterState storableState() {
        FilterState before = assembly.stateBefore();
        return before == null ? state() : before;
    }

    /**
     * The offset at which a reader that starts with {@link #storableState} must go on.
     *
     * @param nextOffset the offset behind the last record judged
     */
    public long storableOffset(long nextOffset) {
        return assembly.stateBefore() == null ? nextOffset : assembly.firstOffset();
    }

    /** The Avro bytes of the batch that a {@link Verdict#CHUNKED_ENTRY} completed; read them before the next record is judged. */
    public byte[] assembled() {
        return assembly.takeAssembled();
    }

    /**
     * Judges the next record of the topic.
     *
     * @param record wrapped around the record; its header is read, and the body of a claim or chunk
     * @param offset the record's offset
     * @throws LogContradictionException if the record is the epoch's and contradicts the history, or a gap was not filled
     */
    public Verdict judge(LogRecordReader record, long offset) {
        if (record.shard() != shard) {
            throw new LogContradictionException(
                    "a record of shard " + record.shard() + " in the log of shard " + shard + " at offset " + offset);
        }
        if (record.kind() == RecordKind.CLAIM) {
            return judgeClaim(record);
        }
        Timeline timeline = state.timeline();
        if (timeline == null
                || record.epoch() != state.epoch()
                || record.publisher() != publisher
                || record.counter() <= lastCounter
                || !record.isTimeline(timeline)) {
            return Verdict.VOID;
        }
        if (record.timeMs() < lastTimeMs) {
            throw contradiction(record, offset, "has time " + record.timeMs() + " after " + lastTimeMs);
        }
        return switch (record.kind()) {
            case BATCH -> judgeBatch(record, offset);
            case CHUNK -> judgeChunk(record, offset);
            case HEARTBEAT -> judgeHeartbeat(record, offset);
            case CLAIM -> throw new AssertionError("judged above");
        };
    }

    private Verdict judgeClaim(LogRecordReader record) {
        Timeline timeline = state.timeline();
        if (record.epoch() != state.epoch() + 1 || timeline != null && !record.isTimeline(timeline)) {
            return Verdict.VOID;
        }
        Claim claim = record.claim();
        RecordId last = state().lastId();
        if (last == null ? claim.after() != null : !last.equals(claim.after())) {
            return Verdict.VOID;
        }
        assembly.drop();
        List<EpochEnd> ends = new ArrayList<>(state.epochEnds());
        if (state.epoch() > 0) {
            ends.add(new EpochEnd(state.epoch(), lastLsn));
        }
        adopt(new FilterState(
                record.timeline(),
                record.epoch(),
                record.publisher(),
                claim.node(),
                claim.address(),
                claim.failover(),
                lastLsn,
                record.id(),
                Math.max(lastTimeMs, record.timeMs()),
                ends));
        return Verdict.CLAIM;
    }

    private Verdict judgeBatch(LogRecordReader record, long offset) {
        if (record.firstLsn() > lastLsn + 1) {
            return behindGap(record, offset, "starts at lsn " + record.firstLsn() + " after " + lastLsn);
        }
        if (record.firstLsn() <= lastLsn || record.lastLsn() < record.firstLsn()) {
            throw contradiction(record, offset, "starts at lsn " + record.firstLsn() + " after " + lastLsn);
        }
        assembly.drop();
        accept(record, record.lastLsn());
        return Verdict.BATCH;
    }

    private Verdict judgeHeartbeat(LogRecordReader record, long offset) {
        if (record.lastLsn() > lastLsn) {
            return behindGap(record, offset, "is a heartbeat at lsn " + record.lastLsn() + " after " + lastLsn);
        }
        if (record.lastLsn() < lastLsn) {
            throw contradiction(record, offset, "is a heartbeat at lsn " + record.lastLsn() + " after " + lastLsn);
        }
        accept(record, lastLsn);
        return Verdict.HEARTBEAT;
    }

    private Verdict judgeChunk(LogRecordReader record, long offset) {
        LogRecordReader.Chunk chunk = record.chunk();
        if (chunk.lsn() > lastLsn + 1) {
            return behindGap(record, offset, "is a chunk of lsn " + chunk.lsn() + " after " + lastLsn);
        }
        if (chunk.lsn() <= lastLsn || record.lastLsn() != chunk.lsn()) {
            throw contradiction(record, offset, "is a chunk of lsn " + chunk.lsn() + " after " + lastLsn);
        }
        if (chunk.index() == 0) {
            assembly.begin(state(), offset, chunk.count());
        } else if (!assembly.continuesWith(chunk)) {
            return behindGap(record, offset, "is chunk " + chunk.index() + " without those before it");
        }
        boolean complete = assembly.add(chunk);
        accept(record, complete ? chunk.lsn() : lastLsn);
        return complete ? Verdict.CHUNKED_ENTRY : Verdict.CHUNK;
    }

    private Verdict behindGap(LogRecordReader record, long offset, String problem) {
        if (gapOffset == NO_GAP) {
            gapOffset = offset;
            gapBytes = 0;
        }
        gapBytes += record.bytesWrapped();
        if (gapBytes > MAX_GAP_BYTES) {
            throw contradiction(record, offset, problem + "; the gap since offset " + gapOffset + " was never filled");
        }
        return Verdict.VOID;
    }

    private void accept(LogRecordReader record, long lsn) {
        lastCounter = record.counter();
        lastTimeMs = record.timeMs();
        lastLsn = lsn;
        stale = true;
        gapOffset = NO_GAP;
    }

    private static LogContradictionException contradiction(LogRecordReader record, long offset, String problem) {
        return new LogContradictionException("the record at offset " + offset + " (epoch " + record.epoch() + ", counter "
                + record.counter() + ") " + problem);
    }

    /** The entry in assembly, or nothing. */
    private static final class ChunkAssembly {
        private @Nullable FilterState before;
        private long firstOffset;
        private int next;
        private int count;
        private AvroWriter data = new AvroWriter(0);

        void begin(FilterState stateBefore, long offset, int chunkCount) {
            before = stateBefore;
            firstOffset = offset;
            next = 0;
            count = chunkCount;
            data = new AvroWriter(2 * BatchEncoder.MAX_BATCH_BYTES);
        }

        boolean continuesWith(LogRecordReader.Chunk chunk) {
            return before != null && chunk.index() == next && chunk.count() == count;
        }

        boolean add(LogRecordReader.Chunk chunk) {
            data.raw(chunk.bytes(), chunk.dataOffset(), chunk.dataLength());
            next++;
            if (next < count) {
                return false;
            }
            before = null;
            return true;
        }

        void drop() {
            before = null;
            data = new AvroWriter(0);
        }

        @Nullable FilterState stateBefore() {
            return before;
        }

        long firstOffset() {
            return firstOffset;
        }

        byte[] takeAssembled() {
            byte[] bytes = data.toBytes();
            data = new AvroWriter(0);
            return bytes;
        }
    }
}
