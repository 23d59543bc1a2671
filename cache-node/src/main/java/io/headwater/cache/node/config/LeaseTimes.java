package io.headwater.cache.node.config;

import io.headwater.schemas.HeadwaterException;

/**
 * By which times a node keeps and contests its shard's lease, in milliseconds.
 *
 * <p>Why nobody else leads while a primary answers. A primary answers for at most {@code leaseMs} of its monotonic clock after it handed over a record that the log is known
 * to hold. A challenger counts {@code challengeMs} of its own clock from its receipt of the shard's last valid record, which is later than the handing over of that record and of all
 * before it. So, were all clocks alike, {@code challengeMs >= leaseMs} of <em>any two nodes</em> would do; {@link #marginMs} is for clocks that run at different speeds and for the
 * time between a primary's look at its lease and the departure of the last reply byte. The rule compares one node's lease with another node's challenge: it is
 * checked here within a node, and by {@link io.headwater.cache.node.ClusterDirectory#agree} between nodes, before either follows the log.
 *
 * @param leaseMs a primary answers for so long after it handed over the newest record that the log is known to hold; {@code lease-ms}
 * @param heartbeatMs between the heartbeats of a primary, at least three to a lease; {@code heartbeat-ms}
 * @param challengeMs for how long a challenger must have heard nothing; {@code challenge-ms}
 * @param challengeStepMs added to it for each step of a challenger's priority; {@code challenge-step-ms}
 */
public record LeaseTimes(long leaseMs, long heartbeatMs, long challengeMs, long challengeStepMs) {
    private static final long MIN_MARGIN_MS = 100;
    private static final int MARGIN_SHARE = 10;
    private static final int HEARTBEATS_PER_LEASE = 3;

    /** @throws HeadwaterException if they contradict each other */
    public LeaseTimes {
        if (HEARTBEATS_PER_LEASE * heartbeatMs > leaseMs) {
            throw new HeadwaterException(
                    "heartbeat-ms " + heartbeatMs + " is too long for lease-ms " + leaseMs + ": one late heartbeat would cost the lease",
                    "set heartbeat-ms to at most " + leaseMs / HEARTBEATS_PER_LEASE,
                    HeadwaterException.EXIT_USAGE);
        }
        if (challengeMs < leaseMs + marginMs(leaseMs)) {
            throw new HeadwaterException(
                    "challenge-ms " + challengeMs + " is too short for lease-ms " + leaseMs + ": two nodes could lead at once",
                    "set challenge-ms to at least " + (leaseMs + marginMs(leaseMs)),
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** By how much every challenge must exceed a lease: a tenth of it, and at least 100 ms. */
    public static long marginMs(long leaseMs) {
        return Math.max(MIN_MARGIN_MS, leaseMs / MARGIN_SHARE);
    }
}
