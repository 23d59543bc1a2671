package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.PrimaryLog.ClockStarter;
import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.PrimaryLog.Leadership;
import io.headwater.cache.node.ShardLog;
import io.headwater.publisher.ClaimRules.Standing;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's side of its shard's log, whatever the node's role: follows the log, claims when {@link ClaimRules} allow it, and publishes what the node writes while it leads.
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
 * <p>All work is done by {@link #doWork}, on one thread, in small steps; the other methods leave word for it.
 */
public final class LogAgent implements ShardLog {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Shorter silences say nothing about the primary. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long IDLE_PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLAIM_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A claim is answered sooner; if not, its place in the log may be found quicker than the answer comes. */
    private static final long ANSWER_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Whom an operator's claim has to wait for so long is alive. */
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Logger LOG = LoggerFactory.getLogger(LogAgent.class);

    private final ShardTopic topic;
    private final int shard;
    private final FailoverMode mode;
    private final int priority;
    private final LeaseTimings timings;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Signal signal;
    private final @Nullable AgentThread thread;
    private final AgentReport report = new AgentReport();
    private final Heartbeats heartbeats = new Heartbeats();
    private final OwnClaims own = new OwnClaims();
    private final Lease lease;

    private volatile boolean asked;
    private volatile long handOverLsn;
    private volatile boolean closing;
    private volatile long closeUntilNanos;

    // Owned by the agent's thread, once it runs.
    private volatile State state = State.FOLLOWING;
    private @Nullable Begun begun;
    private @Nullable Publication tail;
    private @Nullable Term term;
    private FilterState noticed = FilterState.START;
    private boolean led;
    private boolean released;
    private long claimAgainAtNanos;
    private boolean askedBefore;
    private long askedAtNanos;
    private long heardBefore;

    /** What a start brings. */
    private record Begun(
            PublisherSetup setup, Events events, ClockStarter clocks, ClaimRules rules, Follower follower, Claimant claimant) {}

    /**
     * The agent of a node, which works on a thread of its own.
     *
     * @param access stays the caller's to close, after this object
     * @param mode is recorded in this node's claims
     * @param priority 0 for the standby that claims first
     */
    public LogAgent(
            KafkaAccess access,
            RegistryAdapter registry,
            String cluster,
            int shard,
            FailoverMode mode,
            int priority,
            LeaseTimings timings) {
        this.topic = new KafkaShardTopic(access, registry, new LogReader(access, registry, cluster), shard);
        this.shard = shard;
        this.mode = mode;
        this.priority = priority;
        this.timings = timings;
        this.nanoTime = System::nanoTime;
        this.random = new SecureRandom();
        this.thread = new AgentThread(this, shard);
        this.signal = thread.signal();
        this.lease = new Lease(nanoTime.getAsLong());
    }

    /**
     * An agent for a simulation: it has no thread, the caller steps it by {@link #doWork}.
     *
     * @param nanoTime the monotonic clock
     * @param random draws nonces and timelines
     * @param signal woken when there is something to do
     */
    public LogAgent(
            ShardTopic topic,
            int shard,
            FailoverMode mode,
            int priority,
            LeaseTimings timings,
            LongSupplier nanoTime,
            RandomGenerator random,
            Signal signal) {
        this.topic = topic;
        this.shard = shard;
        this.mode = mode;
        this.priority = priority;
        this.timings = timings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.thread = null;
        this.signal = signal;
        this.lease = new Lease(nanoTime.getAsLong());
    }

    @Override
    public void start(LocalLog local, Ambition ambition, ClockStarter clock, Events events) {
        PublisherSetup setup = new PublisherSetup(topic, local, shard, nanoTime, signal);
        boolean primary = ambition == Ambition.PRIMARY;
        asked = primary; // whoever starts a primary wants it to lead
        begun = new Begun(
                setup,
                events,
                clock,
                new ClaimRules(ambition, priority, timings),
                new Follower(setup, events, primary, timings.lease()),
                new Claimant(setup, mode, clock, random, own));
        claimAgainAtNanos = setup.nowNanos();
        report.appended(local.lastLsn());
        if (thread != null) {
            thread.start();
        }
    }

    /**
     * Does what can be done now, waiting for records for at most 100 ms; false if there was nothing. Called again and again by one thread, until {@link #stopped}.
     */
    public boolean doWork() {
        try {
            if (closing && finished()) {
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
        } catch (DeposedException deposed) {
            stop(String.valueOf(deposed.getMessage()));
            begun().events.deposed(deposed.by(), deposed.lastValidLsn());
        } catch (HeadwaterException failure) {
            fail(failure);
        } catch (RuntimeException defect) {
            LOG.error("shard {}: the log's agent stops", shard, defect);
            fail(new HeadwaterException(
                    "the log's agent stopped: " + defect,
                    "see the log for the cause; a restart goes on where it stopped",
                    HeadwaterException.EXIT_FAILURE,
                    defect));
        }
        return true;
    }

    /** Whether {@link #doWork} has nothing to do any more, ever. */
    public boolean stopped() {
        return state == State.STOPPED;
    }

    private boolean follow() {
        Follower follower = begun().follower;
        boolean reached = follower.read(patience());
        if (follower.caughtUp()) {
            notice(follower.state());
        }
        if (state != State.FOLLOWING) {
            return true;
        }
        report.follows(follower.state(), follower.connected());
        if (follower.caughtUp()) {
            if (ownTail(follower)) {
                beginSettling(follower);
            } else {
                challenge(follower);
            }
        }
        return reached;
    }

    private Duration patience() {
        long left = begun().rules.waitNanos(standing());
        if (left != ClaimRules.NEVER) {
            left = Math.max(left - begun().follower.silentNanos(), claimAgainAtNanos - nanoTime.getAsLong());
        }
        return Duration.ofNanos(Math.clamp(left, 0, POLL_NANOS));
    }

    private Standing standing() {
        Follower follower = begun().follower;
        FilterState log = follower.state();
        boolean ownNode = log.epoch() > 0 && log.node().equals(begun().setup.local().nodeName());
        return new Standing(log, ownNode && !led, released, follower.handedOver(), asked);
    }

    /** Takes notice of a claim that took effect. */
    private void notice(FilterState log) {
        if (log.epoch() == 0 || log.epoch() == noticed.epoch() && log.publisher() == noticed.publisher()) {
            return;
        }
        noticed = log;
        released = false;
        Long handedOverNanos = own.handedOverNanos(log.publisher());
        own.decided();
        if (handedOverNanos != null) {
            beginLeading(log, handedOverNanos);
        } else if (!log.node().equals(begun().setup.local().nodeName())) {
            LOG.info("shard {}: epoch {} is led by node {} at {}", shard, log.epoch(), log.node(), log.address());
            begun().events.ledBy(log.node(), log.address(), log.epoch());
        }
    }

    /** Whether the directory holds more than the log, and the log may still get it; contradictions end the agent. */
    private boolean ownTail(Follower follower) {
        long tailLsn = follower.tailLsn();
        if (tailLsn == 0) {
            return false;
        }
        FilterState log = follower.state();
        LocalLog local = begun().setup.local();
        if (local.lastLsnBelowEpoch(log.epoch() + 1) < tailLsn) {
            throw Fencing.epochLost(topic.name(), log, log.epoch() + 1);
        }
        if (!log.node().equals(local.nodeName())) {
            return false; // the log was truncated: its primary brings the rest again, or a claim voids it
        }
        if (log.lastLsn() + 1 < local.firstReadableLsn()) {
            throw Fencing.endsTooEarly(topic.name(), log.lastLsn(), local.firstReadableLsn());
        }
        return true;
    }

    private void beginSettling(Follower follower) {
        transition(State.SETTLING, "the log ends at lsn " + follower.state().lastLsn() + ", this directory at " + follower.tailLsn());
        tail = new Publication(begun().setup, follower.lend(), follower::deliverFound, new Heartbeats());
    }

    private boolean settle() {
        Publication publishing = Objects.requireNonNull(tail);
        boolean worked = publishing.doWork();
        if (publishing.settled() && publishing.committedLsn() >= begun().follower.tailLsn()) {
            tail = null;
            begun().follower.resumeWith(publishing.release(), false);
            transition(State.FOLLOWING, "the log holds what the directory holds");
        }
        return worked;
    }

    /** Claims, if it is time. */
    private void challenge(Follower follower) {
        forgetWhoIsAlive(follower);
        long wait = begun().rules.waitNanos(standing());
        boolean willing = wait != ClaimRules.NEVER;
        boolean ready = willing && begun().claimant.ready();
        if (ready && over(follower, wait)) {
            if (follower.atEnd() && over(follower, wait)) {
                claim(follower);
            }
        } else if (follower.silentNanos() > QUIET_NANOS && follower.unprobedNanos() > (willing ? PROBE_NANOS : IDLE_PROBE_NANOS)) {
            follower.atEnd();
        }
    }

    private boolean over(Follower follower, long wait) {
        return (wait == 0 || follower.silentNanos() > wait) && nanoTime.getAsLong() - claimAgainAtNanos >= 0;
    }

    /** An operator's wish ends when the primary proves to be alive, or it would surprise somebody much later. */
    private void forgetWhoIsAlive(Follower follower) {
        long now = nanoTime.getAsLong();
        if (!asked || !askedBefore) {
            askedBefore = asked;
            askedAtNanos = now;
        } else if (follower.heard() != heardBefore && now - askedAtNanos > ALIVE_NANOS) {
            asked = false;
            FilterState log = follower.state();
            LOG.warn("shard {}: not claimed, since node {} at {} leads epoch {} and is alive", shard, log.node(), log.address(), log.epoch());
        }
        heardBefore = follower.heard();
    }

    private void claim(Follower follower) {
        FilterState before = follower.state();
        transition(State.CLAIMING, "epoch " + (before.epoch() + 1) + " behind lsn " + before.lastLsn());
        claimAgainAtNanos = nanoTime.getAsLong() + CLAIM_RETRY_NANOS;
        begun().claimant.append(before);
    }

    private boolean awaitClaim() {
        Follower follower = begun().follower;
        Claimant claimant = begun().claimant;
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
            case LANDED -> judgeClaim(follower, claimant);
        }
        return true;
    }

    /** Nobody else's record lies between the last one read and the claim if their offsets are contiguous; else all of them have to be read. */
    private void judgeClaim(Follower follower, Claimant claimant) {
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
        Begun at = begun();
        RecordId claimed = Objects.requireNonNull(log.lastId());
        RecordStamp stamp = new RecordStamp(
                Objects.requireNonNull(log.timeline()),
                shard,
                log.epoch(),
                log.publisher(),
                claimed.counter() + 1,
                log.lastLsn() + 1);
        at.events.advanced(at.follower.note());
        led = true;
        asked = false;
        handOverLsn = 0;
        boolean leased = log.failover() == FailoverMode.AUTO;
        long leaseNanos = timings.lease().toNanos();
        term = new Term(
                at.setup, at.follower.lend(), at.claimant.takeAppender(), heartbeats, at.events, leased ? lease : null, leaseNanos);
        transition(State.LEADING, "epoch " + log.epoch() + " from lsn " + (log.lastLsn() + 1));
        report.follows(log, true);
        report.publishes(term);
        lease.begin(leased ? handedOverNanos + leaseNanos : nanoTime.getAsLong() + Long.MAX_VALUE / 2);
        at.events.leading(new Leadership(stamp, at.clocks.start(log.lastTimeMs())));
    }

    private boolean lead() {
        Term leading = Objects.requireNonNull(term);
        boolean worked = leading.doWork();
        report.publishes(leading);
        long markerLsn = handOverLsn;
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
        begun().follower.resumeWith(log, true);
        released = true;
        transition(State.FOLLOWING, "the hand-over marker is in the log");
        report.follows(log.state(), true);
        begun().events.released();
    }

    private Begun begun() {
        return Objects.requireNonNull(begun, "not started");
    }

    private void transition(State next, String reason) {
        LOG.info("shard {}: {} -> {}: {}", shard, state, next, reason);
        state = next;
        report.state(next);
    }

    /** Whether a node that closes has nothing to wait for any more. */
    private boolean finished() {
        Term leading = term;
        if (leading == null || nanoTime.getAsLong() - closeUntilNanos > 0) {
            return true;
        }
        return leading.holds(report.appendedLsn());
    }

    private void fail(HeadwaterException reason) {
        boolean quiet = closing;
        stop(String.valueOf(reason.getMessage()));
        if (!quiet) {
            begun().events.failed(restarted(reason));
        }
    }

    /** A node that has fallen off the log starts anew from a snapshot. */
    private static HeadwaterException restarted(HeadwaterException reason) {
        boolean fallenOff = reason instanceof LogRangeException outside && !outside.truncated();
        return fallenOff ? NodeRestart.rebase(String.valueOf(reason.getMessage())) : reason;
    }

    private void stop(String reason) {
        transition(State.STOPPED, reason);
        lease.end();
        report.stopped();
        Begun at = begun();
        if (closing && term != null) {
            term.note();
        } else if (closing && at.follower.isOpen()) {
            at.events.advanced(at.follower.note());
        }
        abandon();
    }

    /** Lets go of everything at once, as a killed process does: what was under way may still reach the log. For simulations. */
    public void abandon() {
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
        begun().claimant.close();
        begun().follower.close();
    }

    @Override
    public void appended(long lsn) {
        report.appended(lsn);
        signal.wake();
    }

    @Override
    public void heartbeat(byte[] record, long lsn) {
        if (handOverLsn == 0) { // behind the marker nothing may follow
            heartbeats.offer(record, lsn);
            signal.wake();
        }
    }

    @Override
    public Progress progress() {
        return report.progress();
    }

    @Override
    public long leaseUntilNanos() {
        return lease.untilNanos();
    }

    @Override
    public boolean holdsLease() {
        return lease.untilNanos() - nanoTime.getAsLong() > 0;
    }

    @Override
    public void claim() {
        asked = true;
        signal.wake();
    }

    @Override
    public void handOver(long markerLsn) {
        lease.end();
        handOverLsn = markerLsn;
        signal.wake();
    }

    @Override
    public void close() {
        closeUntilNanos = nanoTime.getAsLong() + DRAIN.toNanos();
        closing = true;
        signal.wake();
        if (thread != null) {
            thread.join(DRAIN.plus(STOP_WAIT));
        }
    }
}
