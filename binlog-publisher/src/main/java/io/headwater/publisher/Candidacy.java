package io.headwater.publisher;

import io.headwater.publisher.ClaimRules.Standing;
import io.headwater.schemas.FilterState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the moment at which a node that follows may claim, and sees to it that nothing has to be prepared then. Owned by the agent's thread. */
final class Candidacy {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Shorter silences say nothing about the primary. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long IDLE_PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Between two claims, whatever the rules say: the first may still land. */
    private static final long CLAIM_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Whom an operator's claim has to wait for so long is alive. */
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);

    private final PublisherSetup setup;
    private final ClaimRules rules;
    private final Follower follower;
    private final Claimant claimant;
    private final AgentOrders orders;
    private boolean led;
    private boolean released;
    private long claimAgainAtNanos;
    private boolean askedBefore;
    private long askedAtNanos;
    private long heardBefore;

    Candidacy(PublisherSetup setup, ClaimRules rules, Follower follower, Claimant claimant, AgentOrders orders) {
        this.setup = setup;
        this.rules = rules;
        this.follower = follower;
        this.claimant = claimant;
        this.orders = orders;
        this.claimAgainAtNanos = setup.nowNanos();
    }

    /** The node leads. */
    void won() {
        led = true;
        orders.forgetAsking();
    }

    /** The node has handed over, and nobody has claimed yet. */
    void released() {
        released = true;
    }

    /** A claim has taken effect. */
    void decided() {
        released = false;
    }

    /** How long the follower may wait for records without missing the moment. */
    Duration patience() {
        long left = rules.waitNanos(standing());
        if (left != ClaimRules.NEVER) {
            left = Math.max(left - follower.silentNanos(), claimAgainAtNanos - setup.nowNanos());
        }
        return Duration.ofNanos(Math.clamp(left, 0, POLL_NANOS));
    }

    private Standing standing() {
        FilterState log = follower.state();
        boolean earlier = log.epoch() > 0 && !led;
        boolean own = earlier && log.node().equals(setup.local().nodeName());
        boolean moved = earlier && log.node().equals(setup.local().formerName());
        return new Standing(log, own, moved, released, follower.handedOver(), orders.asked());
    }

    /** Whether to claim now, behind what the follower has read. */
    boolean due() {
        forgetWhoIsAlive();
        long wait = rules.waitNanos(standing());
        boolean willing = wait != ClaimRules.NEVER;
        boolean ready = willing && claimant.ready();
        if (ready && over(wait)) {
            // The answer itself may tell that the silence was none.
            boolean due = follower.atEnd() && over(wait);
            if (due) {
                claimAgainAtNanos = setup.nowNanos() + CLAIM_AGAIN_NANOS;
            }
            return due;
        }
        if (follower.silentNanos() > QUIET_NANOS && follower.unprobedNanos() > (willing ? PROBE_NANOS : IDLE_PROBE_NANOS)) {
            follower.atEnd();
        }
        return false;
    }

    private boolean over(long wait) {
        return (wait == 0 || follower.silentNanos() > wait) && setup.nowNanos() - claimAgainAtNanos >= 0;
    }

    /** An operator's wish ends when the primary proves to be alive, or it would surprise somebody much later. */
    private void forgetWhoIsAlive() {
        long now = setup.nowNanos();
        if (!orders.asked() || !askedBefore) {
            askedBefore = orders.asked();
            askedAtNanos = now;
        } else if (follower.heard() != heardBefore && now - askedAtNanos > ALIVE_NANOS) {
            orders.forgetAsking();
            FilterState log = follower.state();
            LOG.warn(
                    "shard {}: not claimed, since node {} at {} leads epoch {} and is alive",
                    setup.shard(),
                    log.node(),
                    log.address(),
                    log.epoch());
        }
        heardBefore = follower.heard();
    }
}
