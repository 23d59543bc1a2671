package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.ChunkAssembler;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.node.base.Replay;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordKind;

/**
 * Takes valid records of the log in: their bytes become the directory's own frames, and their entries are folded into the keyspace. Records that the directory has
 * already are passed over, for a stored position may lie behind the binlog's end, and a topic that has lost its end is read again. Owned by one thread at a time.
 */
final class LogApplier {
    private final BinlogWriter binlog;
    private final EpochTrail epochs;
    private final Fold fold;
    private final LogRecordReader reader = new LogRecordReader();
    private final ChunkAssembler chunks = new ChunkAssembler();
    private Replay replay;
    private long lastTimeMs;
    private long epoch;

    LogApplier(RecoveredState recovered, BinlogWriter binlog, Fold fold) {
        this.binlog = binlog;
        this.fold = fold;
        this.epochs = new EpochTrail(recovered, binlog);
        this.replay = new Replay(fold, recovered.lastLsn());
        this.lastTimeMs = recovered.lastTimeMs();
        this.epoch = recovered.position().epoch();
    }

    /** The node has led: its own entries, up to this position, are in directory, keyspace and log. */
    void resumeAfter(Position position, long timeMs) {
        replay = new Replay(fold, position.lsn());
        epoch = position.epoch();
        lastTimeMs = Math.max(lastTimeMs, timeMs);
        chunks.drop();
    }

    /**
     * Applies a batch or a chunk.
     *
     * @param behind whether much more waits behind it
     * @throws NodeRestart if the directory's tail is none of the log's history
     */
    void apply(byte[] payload, int offset, int length, boolean behind) {
        reader.wrap(payload, offset, length);
        lastTimeMs = Math.max(lastTimeMs, reader.timeMs());
        if (reader.lastLsn() <= replay.lastLsn()) {
            requireSameHistory();
            return;
        }
        epoch = reader.epoch();
        epochs.reaches(epoch, replay.lastLsn());
        binlog.copy(payload, offset, length);
        replay.behind(behind);
        if (chunks.entries(reader)) replay.entries(reader);
    }

    /** The log has another record than the directory where both have one: the directory's came from a primary that was replaced. */
    private void requireSameHistory() {
        long lost = epochs.lastLsnBelow(reader.epoch());
        long first = reader.kind() == RecordKind.BATCH ? reader.firstLsn() : reader.lastLsn();
        if (lost < first) return;
        throw NodeRestart.deposed("another", reader.epoch(), first - 1);
    }

    /** The node leads an epoch, behind what was applied. */
    void leads(long ownEpoch) {
        epochs.reaches(ownEpoch, replay.lastLsn());
    }

    /** Which lsns of which epochs the directory holds. */
    EpochTrail epochs() {
        return epochs;
    }

    /** After the last entry. */
    Position position() {
        return new Position(epoch, replay.lastLsn());
    }

    long lastLsn() {
        return replay.lastLsn();
    }

    /** Time of the last record, ms since 1970. */
    long lastTimeMs() {
        return lastTimeMs;
    }
}
