package io.headwater.publisher;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;

/**
 * When a node that follows the log may claim: for how long the last valid record must have been the last one, as far as it can know.
 *
 * <ul>
 *   <li>Nobody has ever led: at once, if the node is meant to lead or an operator says so.
 *   <li>The node itself has handed over: when nobody came.
 *   <li>The current epoch is that of an earlier process of the node, which wrote to the same locked directory: at once.
 *   <li>It is that of the node whose directory this was before it was copied or moved: after longer than a lease, since that node may be alive. Whoever starts a copy as a primary
 *       says by it that the other is gone, so this holds in either mode.
 *   <li>The primary has handed over: at once, in the order of priorities. Its lease is over for good.
 *   <li>An operator says so, or the claim in force allows it ({@link FailoverMode#AUTO}): after longer than a lease, in the order of priorities.
 * </ul>
 *
 * @param ambition what the node may become
 * @param priority 0 for the first to claim
 */
record ClaimRules(Ambition ambition, int priority, LeaseTimings timings) {
    /** No wait is long enough. */
    static final long NEVER = Long.MAX_VALUE;

    /**
     * What a node knows.
     *
     * @param log what the filter knows
     * @param ownEpoch whether an earlier process of the node made the claim in force
     * @param moved whether the node did that whose directory was copied or moved here
     * @param released whether this process made it, and has handed over
     * @param handedOver whether the last valid record is a hand-over marker
     * @param asked whether an operator wants the node to lead
     */
    record Standing(FilterState log, boolean ownEpoch, boolean moved, boolean released, boolean handedOver, boolean asked) {}

    /** How many nanoseconds of silence a claim needs; {@link #NEVER} if the node may not claim. */
    long waitNanos(Standing standing) {
        boolean willing = ambition != Ambition.NEVER || standing.asked;
        if (standing.log.epoch() == 0) {
            return ambition == Ambition.PRIMARY || standing.asked ? 0 : NEVER;
        }
        if (standing.released) {
            return timings.resume().toNanos();
        }
        if (willing && standing.ownEpoch) {
            return 0;
        }
        if (willing && standing.handedOver) {
            return timings.handOverStep().multipliedBy(priority).toNanos();
        }
        boolean open = standing.log.failover() == FailoverMode.AUTO;
        boolean successor = standing.moved && ambition == Ambition.PRIMARY;
        return standing.asked || successor || willing && open
                ? timings.challenge().plus(timings.challengeStep().multipliedBy(priority)).toNanos()
                : NEVER;
    }
}
