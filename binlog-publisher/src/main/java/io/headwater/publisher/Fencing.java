package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;

/** The reasons for which a node must not lead, each with its error. */
final class Fencing {
    private Fencing() {}

    /**
     * Another primary has taken the shard over.
     *
     * @param epoch the one that this node led
     */
    static DeposedException deposed(int shard, FilterState state, long epoch) {
        return new DeposedException(
                "shard " + shard + " is now led by node " + state.node() + " at " + state.address() + " (epoch " + state.epoch()
                        + "); this node leads no longer",
                "start it again: it keeps the writes that the log does not hold in its lost-writes ledger, and follows",
                state,
                endOf(state, epoch));
    }

    /** The last valid lsn of an epoch that is over. */
    private static long endOf(FilterState state, long epoch) {
        for (EpochEnd end : state.epochEnds()) {
            if (end.epoch() == epoch) {
                return end.lastLsn();
            }
        }
        throw new IllegalArgumentException("epoch " + epoch + " is not over in " + state);
    }

    /** The log no longer holds the epoch that this node leads or wrote. */
    static HeadwaterException epochLost(String topic, FilterState state, long epoch) {
        return new HeadwaterException(
                "topic " + topic + " has lost epoch " + epoch + ", it ends in epoch " + state.epoch() + " at lsn " + state.lastLsn(),
                "the broker lost acknowledged records; keep this directory and restore from it, with an empty topic or without --kafka",
                HeadwaterException.EXIT_CORRUPT);
    }

    /** The log ends where the binlog no longer, or not yet, reaches. */
    static HeadwaterException endsTooEarly(String topic, long lastLsn, long firstLsn) {
        return new HeadwaterException(
                "topic " + topic + " ends at lsn " + lastLsn + ", before the oldest local segment, which starts at lsn " + firstLsn,
                "the topic lost records that are no longer in this directory's binlog; restore from the archive",
                HeadwaterException.EXIT_CORRUPT);
    }

    /**
     * Refuses a directory that holds writes of earlier epochs beyond the lsn at which a claim took effect: another primary took over without them.
     *
     * @param state what the filter knows, behind the claim or further on
     * @param epoch that of the claim
     * @param lastLsn the last lsn before the claim
     */
    static void requireNoTailBeyond(LocalLog local, FilterState state, long epoch, long lastLsn) {
        long held = local.lastLsnBelowEpoch(epoch);
        if (held > lastLsn) {
            throw new DeposedException(
                    "this directory holds writes up to lsn " + held + " of an epoch that ended at lsn " + lastLsn
                            + ", when epoch " + epoch + " began without them: its tail is lost",
                    "start it again: it keeps them in its lost-writes ledger, and follows",
                    state,
                    lastLsn);
        }
    }
}
