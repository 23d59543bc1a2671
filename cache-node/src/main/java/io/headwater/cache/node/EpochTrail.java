package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.schemas.EpochEnd;
import java.util.ArrayList;
import java.util.List;

/**
 * Which lsns of which epochs a directory holds: those of the start, and those that were written since, of this node's own epochs and of others'. By it a claim is judged
 * that may have come into the log without some of them. Written by the writer thread, read by any.
 */
final class EpochTrail {
    /**
     * What the writer thread has begun since the start.
     *
     * @param ends of epochs that were written since, or were the current one at the start
     */
    private record Written(long epoch, List<EpochEnd> ends) {}

    private final RecoveredState recovered;
    private final BinlogWriter binlog;
    private volatile Written written;

    EpochTrail(RecoveredState recovered, BinlogWriter binlog) {
        this.recovered = recovered;
        this.binlog = binlog;
        this.written = new Written(recovered.position().epoch(), List.of());
    }

    /**
     * What is written from here on is of this epoch. On the writer thread.
     *
     * @param afterLsn the last lsn of those before it
     */
    void reaches(long epoch, long afterLsn) {
        Written now = written;
        if (epoch <= now.epoch) return;
        List<EpochEnd> ends = new ArrayList<>(now.ends);
        ends.add(new EpochEnd(now.epoch, afterLsn));
        written = new Written(epoch, List.copyOf(ends));
    }

    /** The last lsn that the directory holds of epochs below {@code epoch}; 0 when it has none. */
    long lastLsnBelow(long epoch) {
        Written now = written;
        long last = recovered.lastLsnBelowEpoch(epoch);
        for (EpochEnd end : now.ends) {
            if (end.epoch() < epoch) last = Math.max(last, end.lastLsn());
        }
        // What the queue to the disk still holds is missing here, as it would be in the directory after a crash.
        return now.epoch < epoch ? Math.max(last, binlog.readableLsn()) : last;
    }
}
