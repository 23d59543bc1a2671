package io.headwater.cache.binlog;

import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.LogContradictionException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What records must satisfy to follow each other in a binlog: lsns without a gap, epochs that do not fall, chunks in order. The writer
 * checks each record before it is written and recovery checks it when it is read, by the same rules.
 *
 * <p>A run of chunks may end unfinished where an epoch ended: what follows takes its lsn again. Owned by one thread.
 */
final class LsnChain {
    private long lastLsn;
    private long lastTimeMs;
    private long epoch;
    private @Nullable Timeline timeline;
    private int nextChunk;
    private int chunkCount;
    /** The open run's first chunk was jumped over, and with it its epoch and count. */
    private boolean runBegunUnseen;

    private final List<EpochEnd> earlierEpochs = new ArrayList<>();

    /** @param lastLsn of what stands before the first record */
    LsnChain(long lastLsn) {
        this.lastLsn = lastLsn;
    }

    /** Continues where a recovery ended. */
    static LsnChain after(RecoveredBinlog recovered) {
        LsnChain chain = new LsnChain(recovered.lastLsn());
        chain.epoch = recovered.lastEpoch();
        chain.lastTimeMs = recovered.lastTimeMs();
        chain.timeline = recovered.timeline();
        return chain;
    }

    /** The last lsn of a complete entry. */
    long lastLsn() {
        return lastLsn;
    }

    /** The time of the last record; 0 before the first. */
    long lastTimeMs() {
        return lastTimeMs;
    }

    /** The epoch of the last record; 0 before the first. */
    long epoch() {
        return epoch;
    }

    @Nullable Timeline timeline() {
        return timeline;
    }

    /** The index of the chunk that must follow; 0 when no run of chunks is open. */
    int nextChunk() {
        return nextChunk;
    }

    boolean inChunkRun() {
        return nextChunk > 0;
    }

    /** The last lsn of every epoch seen, oldest first, the current one among them. */
    List<EpochEnd> epochEnds() {
        List<EpochEnd> ends = new ArrayList<>(earlierEpochs);
        if (epoch > 0) {
            ends.add(new EpochEnd(epoch, lastLsn));
        }
        return ends;
    }

    /** Forgets an open run of chunks, as its frames are cut. */
    void dropChunkRun() {
        nextChunk = 0;
        runBegunUnseen = false;
    }

    /**
     * Goes on at a later lsn, where what lies between is known to be unneeded.
     *
     * @param next the chunk that must follow
     */
    void jumpTo(long lsn, int next) {
        lastLsn = lsn;
        nextChunk = next;
        runBegunUnseen = next > 0;
    }

    /**
     * Takes the next record: a batch or a chunk.
     *
     * @return whether entries are complete with it
     * @throws LogContradictionException if it cannot follow; nothing has changed then
     */
    boolean accept(LogRecordReader record) {
        if (record.epoch() < epoch) {
            throw new LogContradictionException("a record of epoch " + record.epoch() + " after one of " + epoch);
        }
        return switch (record.kind()) {
            case BATCH -> acceptBatch(record);
            case CHUNK -> acceptChunk(record, record.chunk());
            case CLAIM, HEARTBEAT ->
                throw new LogContradictionException("a " + record.kind() + " has no place in a binlog");
        };
    }

    private boolean acceptBatch(LogRecordReader record) {
        if (inChunkRun() && !runBegunUnseen && record.epoch() == epoch) {
            throw new LogContradictionException("a batch inside the chunks of lsn " + (lastLsn + 1));
        }
        if (record.firstLsn() != lastLsn + 1 || record.lastLsn() < record.firstLsn()) {
            throw gap(record, record.firstLsn());
        }
        follow(record);
        lastLsn = record.lastLsn();
        dropChunkRun();
        return true;
    }

    private boolean acceptChunk(LogRecordReader record, LogRecordReader.Chunk chunk) {
        if (chunk.lsn() != lastLsn + 1 || record.lastLsn() != chunk.lsn()) {
            throw gap(record, chunk.lsn());
        }
        boolean continues = chunk.index() == nextChunk
                && (runBegunUnseen || record.epoch() == epoch && chunk.count() == chunkCount);
        if (chunk.index() > 0 && !continues || chunk.index() >= chunk.count()) {
            throw new LogContradictionException("chunk " + chunk.index() + " of " + chunk.count() + " of lsn "
                    + chunk.lsn() + " where " + nextChunk + " had to follow");
        }
        follow(record);
        runBegunUnseen = false;
        chunkCount = chunk.count();
        nextChunk = chunk.index() + 1;
        if (nextChunk < chunkCount) {
            return false;
        }
        lastLsn = chunk.lsn();
        nextChunk = 0;
        return true;
    }

    private void follow(LogRecordReader record) {
        if (record.epoch() != epoch && epoch > 0) {
            earlierEpochs.add(new EpochEnd(epoch, lastLsn));
        }
        epoch = record.epoch();
        lastTimeMs = Math.max(lastTimeMs, record.timeMs());
        if (timeline == null || !record.isTimeline(timeline)) {
            timeline = record.timeline();
        }
    }

    private LogContradictionException gap(LogRecordReader record, long firstLsn) {
        return new LogContradictionException("a " + record.kind() + " of lsns " + firstLsn + " to " + record.lastLsn()
                + " where lsn " + (lastLsn + 1) + " had to follow");
    }
}
