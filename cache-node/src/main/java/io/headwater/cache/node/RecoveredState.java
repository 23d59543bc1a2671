package io.headwater.cache.node;

import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory's base and binlog end; their fold is in the keyspace.
 *
 * @param base the base's place in the log, or null without one
 * @param binlog what the segments held
 */
record RecoveredState(@Nullable RdbInfo base, RecoveredBinlog binlog) {
    long lastLsn() {
        return binlog.lastLsn();
    }

    /** The epoch and lsn of the last entry. */
    Position position() {
        long epoch = Math.max(binlog.lastEpoch(), base == null ? 0 : base.position().epoch());
        return new Position(epoch, lastLsn());
    }

    /** Time of the last record, 0 when there is none. */
    long lastTimeMs() {
        return Math.max(binlog.lastTimeMs(), base == null ? 0 : base.timeMs());
    }

    /** The history that the directory belongs to; null in a new one. */
    @Nullable Timeline timeline() {
        if (binlog.timeline() != null) return binlog.timeline();
        return base == null ? null : base.timeline();
    }

    /** How far the directory had followed its topic. */
    KafkaNote note() {
        KafkaNote newest = binlog.newestNote();
        if (newest != null) return newest;
        return base == null || base.note() == null ? KafkaNote.NONE : Objects.requireNonNull(base.note());
    }

    /** The last lsn of epochs below {@code epoch}; 0 when there is none. */
    long lastLsnBelowEpoch(long epoch) {
        long last = base != null && base.position().epoch() < epoch ? base.position().lsn() : 0;
        for (EpochEnd end : note().filter().epochEnds()) last = below(end, epoch, last);
        for (EpochEnd end : binlog.epochEnds()) last = below(end, epoch, last);
        return last;
    }

    private static long below(EpochEnd end, long epoch, long last) {
        return end.epoch() < epoch ? Math.max(last, end.lastLsn()) : last;
    }
}
