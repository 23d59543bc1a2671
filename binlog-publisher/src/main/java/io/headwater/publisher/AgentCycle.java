package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.cache.node.ShardLog.Events;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node is to its shard's log, and how it becomes something else.
 *
 * <pre>
 * FOLLOWING -> SETTLING    the directory holds more of the node's own epoch than the log
 * SETTLING  -> FOLLOWING   the log holds it
 * FOLLOWING -> CLAIMING    the rules allow it, and the log was read to its end
 * CLAIMING  -> LEADING     the claim was read back as the last valid record
 * CLAIMING  -> FOLLOWING   it is void, or nobody knows
 * FOLLOWING -> LEADING     a claim of this process of which nobody knew took effect after all
 * LEADING   -> RELEASING   the writer thread has stopped writing and hands over
 * RELEASING -> FOLLOWING   the hand-over marker is in the log
 * any       -> STOPPED     a foreign claim voids what the directory holds, the log contradicts it, or the node closes
 * </pre>
 *
 * <p>Owned by the agent's thread.
 */
final class AgentCycle {
    /** A claim is answered sooner; if not, its place in the log may be found quicker than the answer comes. */
    private static final long ANSWER_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(AgentCycle.class);

    private final PublisherSetup setup;
    private final Events events;
    private final ClockStarter clocks;
    private final long leaseNanos;
    private final Follower follower;
    private final Claimant claimant;
    private final Candidacy candidacy;
    private final OwnClaims own;
    private final Supplier<LeaseProof> proofs;
    private final Heartbeats heartbeats;
    private final Lease lease;
    private final AgentOrders orders;
    private final AgentReport report;

    private State state = State.FOLLOWING;
    private @Nullable Publication tail;
    private @Nullable Term term;
    private FilterState noticed = FilterState.START;

    /** @param own knows what {@code claimant} has appended */
    AgentCycle(
            PublisherSetup setup,
            Events events,
            ClockStarter clocks,
            long leaseNanos,
            Follower follower,
            Claimant claimant,
            Candidacy candidacy,
            OwnClaims own,
            Supplier<LeaseProof> proofs,
            Heartbeats heartbeats,
            Lease lease,
            AgentOrders orders,
            AgentReport report) {
        this.setup = setup;
        this.events = events;
        this.clocks = clocks;
        this.leaseNanos = leaseNanos;
        this.follower = follower;
        this.claimant = claimant;
        this.candidacy = candidacy;
        this.own = own;
        this.proofs = proofs;
        this.heartbeats = heartbeats;
        this.lease = lease;
        this.orders = orders;
        this.report = report;
    }

    /**
     * Does what can be done now; false if there was nothing.
     *
     * @throws DeposedException if a foreign claim voids what the directory holds or ends the epoch that this node leads
     * @throws io.headwater.schemas.HeadwaterException if log and directory contradict each other
     */
    boolean doWork() {
        if (orders.closing() && finished()) {
            stop("the node closes");
            return true;
        }
        return switch (state) {
            case FOLLOWING -> follow();
            case SETTLING -> settle();
            case CLAIMING -> awaitClaim();
            case LEADING, RELEASING -> lead();
            case STOPPED -> false;
        };
    }

    private boolean follow() {
        boolean reached = follower.read(candidacy.patience());
        if (follower.caughtUp()) {
            notice(follower.state());
        }
        if (state != State.FOLLOWING) {
            return true;
        }
        report.follows(follower.state(), follower.connected());
        if (follower.caughtUp()) {
            if (ownTail()) {
                beginSettling();
            } else if (candidacy.due()) {
                claim();
            }
        }
        return reached;
    }

    /** Takes notice of a claim that took effect. */
    private void notice(FilterState log) {
        if (log.epoch() == 0 || log.epoch() == noticed.epoch() && log.publisher() == noticed.publisher()) {
            return;
        }
        noticed = log;
        candidacy.decided();
        Long handedOverNanos = own.handedOverNanos(log.publisher());
        own.decided();
        if (handedOverNanos != null) {
            beginLeading(log, handedOverNanos);
        } else if (!log.node().equals(setup.local().nodeName())) {
            LOG.info("shard {}: epoch {} is led by node {} at {}", setup.shard(), log.epoch(), log.node(), log.address());
            events.ledBy(log.node(), log.address(), log.epoch());
        }
    }

    /** Whether the directory holds more than the log, and the log may still get it; contradictions end the agent. */
    private boolean ownTail() {
        long tailLsn = follower.tailLsn();
        if (tailLsn == 0) {
            return false;
        }
        FilterState log = follower.state();
        LocalLog local = setup.local();
        if (local.lastLsnBelowEpoch(Long.MAX_VALUE) < tailLsn) {
            return false; // what was handed over has not all arrived in the directory
        }
        if (local.lastLsnBelowEpoch(log.epoch() + 1) < tailLsn) {
            throw Fencing.epochLost(setup.topic().name(), log, log.epoch() + 1);
        }
        if (!log.node().equals(local.nodeName()) && !log.node().equals(local.formerName())) {
            return false; // the log was truncated: its primary brings the rest again, or a claim voids it
        }
        if (log.lastLsn() + 1 < local.firstReadableLsn()) {
            throw Fencing.endsTooEarly(setup.topic().name(), log.lastLsn(), local.firstReadableLsn());
        }
        return true;
    }

    private void beginSettling() {
        transition(State.SETTLING, "the log ends at lsn " + follower.state().lastLsn() + ", this directory at " + follower.tailLsn());
        long epoch = follower.state().epoch();
        tail = new Publication(
                setup,
                follower.lend(),
                found -> follower.deliverUpTo(epoch, found),
                new Heartbeats(),
                new LeaseProof());
    }

    private boolean settle() {
        Publication publishing = Objects.requireNonNull(tail);
        boolean worked = publishing.doWork();
        if (publishing.settled() && publishing.committedLsn() >= follower.tailLsn()) {
            tail = null;
            follower.resumeWith(publishing.release(), false);
            transition(State.FOLLOWING, "the log holds what the directory holds");
        }
        return worked;
    }

    private void claim() {
        FilterState before = follower.state();
        transition(State.CLAIMING, "epoch " + (before.epoch() + 1) + " behind lsn " + before.lastLsn());
        claimant.append(before);
    }

    private boolean awaitClaim() {
        switch (claimant.outcome()) {
            case PENDING -> {
                if (claimant.waitedNanos() > ANSWER_LATE_NANOS) {
                    follower.read(Duration.ZERO);
                    notice(follower.state());
                }
                return false;
            }
            case UNKNOWN -> {
                follower.breakSilence();
                transition(State.FOLLOWING, "the claim was not acknowledged, the log will tell");
            }
            case LANDED -> judgeClaim();
        }
        return true;
    }

    /** Nobody else's record lies between the last one read and the claim if their offsets are contiguous; else all of them have to be read. */
    private void judgeClaim() {
        byte[] value = claimant.value();
        if (follower.isOpen() && claimant.offset() == follower.nextOffset()) {
            Verdict verdict =
                    follower.acceptClaim(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
            if (verdict == Verdict.CLAIM) {
                notice(follower.state());
                return;
            }
        }
        transition(State.FOLLOWING, "the claim stands at offset " + claimant.offset() + ", not at " + follower.nextOffset());
    }

    private void beginLeading(FilterState log, long handedOverNanos) {
        RecordId claimed = Objects.requireNonNull(log.lastId());
        RecordStamp stamp = new RecordStamp(
                Objects.requireNonNull(log.timeline()),
                setup.shard(),
                log.epoch(),
                log.publisher(),
                claimed.counter() + 1,
                log.lastLsn() + 1);
        events.advanced(follower.note());
        candidacy.won();
        orders.forgetHandOver();
        boolean leased = log.failover() == FailoverMode.AUTO;
        term = new Term(
                setup,
                follower.lend(),
                claimant.takeAppender(),
                heartbeats,
                proofs.get(),
                leased ? lease : null,
                leaseNanos);
        transition(State.LEADING, "epoch " + log.epoch() + " from lsn " + (log.lastLsn() + 1));
        report.follows(log, true);
        report.publishes(term);
        lease.begin(leased ? handedOverNanos + leaseNanos : setup.nowNanos() + Long.MAX_VALUE / 2);
        events.leading(new Leadership(stamp, clocks.start(log.lastTimeMs())));
    }

    private boolean lead() {
        Term leading = Objects.requireNonNull(term);
        long committedBefore = leading.committedLsn();
        boolean worked = leading.doWork();
        report.publishes(leading);
        if (leading.committedLsn() > committedBefore) {
            // Behind the report: who is woken looks there, and would sleep again over the old figure.
            events.committed(leading.committedLsn());
        }
        long markerLsn = orders.handOverLsn();
        if (markerLsn > 0 && state == State.LEADING) {
            transition(State.RELEASING, "the hand-over marker has lsn " + markerLsn);
        }
        if (state == State.RELEASING && leading.holds(markerLsn)) {
            release(leading);
        }
        return worked;
    }

    private void release(Term over) {
        ShardReader log = over.release();
        term = null;
        follower.resumeWith(log, true);
        candidacy.released();
        transition(State.FOLLOWING, "the hand-over marker is in the log");
        report.follows(log.state(), true);
        events.released();
    }

    private void transition(State next, String reason) {
        LOG.info("shard {}: {} -> {}: {}", setup.shard(), state, next, reason);
        state = next;
        report.state(next);
    }

    /** Whether a node that closes has nothing to wait for any more. */
    private boolean finished() {
        Term leading = term;
        if (leading == null || setup.nowNanos() - orders.closeUntilNanos() > 0) {
            return true;
        }
        return leading.holds(report.appendedLsn());
    }

    void stop(String reason) {
        transition(State.STOPPED, reason);
        lease.end();
        report.stopped();
        if (orders.closing() && term != null) {
            term.note();
        } else if (orders.closing() && follower.isOpen()) {
            events.advanced(follower.note());
        }
        abandon();
    }

    /** Lets go of everything at once. */
    void abandon() {
        state = State.STOPPED;
        lease.end();
        if (term != null) {
            term.close();
            term = null;
        }
        if (tail != null) {
            tail.close();
            tail = null;
        }
        claimant.close();
        follower.close();
    }
}
