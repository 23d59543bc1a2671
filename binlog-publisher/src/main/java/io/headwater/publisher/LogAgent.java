package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.cache.node.ShardLog;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's side of its shard's log, whatever the node's role: follows the log, claims when {@link ClaimRules} allow it, and publishes what the node writes while it
 * leads. {@link AgentCycle} is what it does; all of that is done by {@link #doWork}, on one thread, in small steps. The other methods leave word for it.
 */
public final class LogAgent implements ShardLog {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
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
    private final OwnClaims own;
    private final Supplier<LeaseProof> proofs;
    private final AgentReport report = new AgentReport();
    private final AgentOrders orders = new AgentOrders();
    private final Heartbeats heartbeats = new Heartbeats();
    private final Lease lease;
    private @Nullable Events events;
    private @Nullable AgentCycle cycle;

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
        this(
                new KafkaShardTopic(access, registry, new LogReader(access, registry, cluster), shard),
                shard,
                mode,
                priority,
                timings,
                System::nanoTime,
                new SecureRandom(),
                null,
                new OwnClaims(),
                LeaseProof::new);
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
        this(topic, shard, mode, priority, timings, nanoTime, random, signal, new OwnClaims(), LeaseProof::new);
    }

    /**
     * The same with its rules of proof, so that a test can break one of them and see that it is missed.
     *
     * @param signal null for an agent with a thread of its own
     */
    LogAgent(
            ShardTopic topic,
            int shard,
            FailoverMode mode,
            int priority,
            LeaseTimings timings,
            LongSupplier nanoTime,
            RandomGenerator random,
            @Nullable Signal signal,
            OwnClaims own,
            Supplier<LeaseProof> proofs) {
        this.topic = topic;
        this.shard = shard;
        this.mode = mode;
        this.priority = priority;
        this.timings = timings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.own = own;
        this.proofs = proofs;
        this.thread = signal == null ? new AgentThread(this, shard) : null;
        this.signal = thread == null ? Objects.requireNonNull(signal) : thread.signal();
        this.lease = new Lease(nanoTime.getAsLong());
    }

    @Override
    public void start(LocalLog local, Ambition ambition, ClockStarter clock, Events heard) {
        boolean primary = ambition == Ambition.PRIMARY;
        if (primary) {
            orders.ask(); // whoever starts a primary wants it to lead
        }
        PublisherSetup setup = new PublisherSetup(topic, local, shard, nanoTime, signal);
        Follower follower = new Follower(setup, heard, primary, timings.lease());
        Claimant claimant = new Claimant(setup, mode, clock, random, own);
        Candidacy candidacy =
                new Candidacy(setup, new ClaimRules(ambition, priority, timings), follower, claimant, orders);
        long leaseNanos = timings.lease().toNanos();
        report.appended(local.lastLsn());
        events = heard;
        cycle = new AgentCycle(
                setup, heard, clock, leaseNanos, follower, claimant, candidacy, own, proofs, heartbeats, lease, orders, report);
        if (thread != null) {
            thread.start();
        }
    }

    /**
     * Does what can be done now, waiting for records for at most 100 ms; false if there was nothing. Called again and again by one thread, until {@link #stopped}.
     */
    public boolean doWork() {
        AgentCycle working = Objects.requireNonNull(cycle, "not started");
        try {
            return working.doWork();
        } catch (DeposedException deposed) {
            working.stop(String.valueOf(deposed.getMessage()));
            Objects.requireNonNull(events).deposed(deposed.by(), deposed.lastValidLsn());
        } catch (HeadwaterException failure) {
            fail(working, failure);
        } catch (RuntimeException | Error defect) {
            // Errors too: a node whose agent has silently gone would acknowledge writes that no log will ever get.
            fail(working, new HeadwaterException(
                    "the log's agent stopped: " + defect,
                    "see the log for the cause; a restart goes on where it stopped",
                    HeadwaterException.EXIT_FAILURE,
                    defect));
            LOG.error("shard {}: the log's agent has stopped", shard, defect);
        }
        return true;
    }

    private void fail(AgentCycle working, HeadwaterException reason) {
        working.stop(String.valueOf(reason.getMessage()));
        if (!orders.closing()) {
            Objects.requireNonNull(events).failed(restarted(reason));
        }
    }

    /** A node that has fallen off the log starts anew from a snapshot. */
    private static HeadwaterException restarted(HeadwaterException reason) {
        boolean fallenOff = reason instanceof LogRangeException outside && !outside.truncated();
        return fallenOff ? NodeRestart.rebase(String.valueOf(reason.getMessage())) : reason;
    }

    /** Whether {@link #doWork} has nothing to do any more, ever. */
    public boolean stopped() {
        return report.progress().state() == State.STOPPED;
    }

    /** Lets go of everything at once, as a killed process does: what was under way may still reach the log. For simulations. */
    public void abandon() {
        report.stopped();
        Objects.requireNonNull(cycle, "not started").abandon();
    }

    @Override
    public void appended(long lsn) {
        report.appended(lsn);
        signal.wake();
    }

    @Override
    public void heartbeat(byte[] record, long lsn) {
        if (orders.handOverLsn() == 0) { // behind the marker nothing may follow
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
        orders.ask();
        signal.wake();
    }

    @Override
    public void handOver(long markerLsn) {
        lease.end();
        orders.handOver(markerLsn);
        signal.wake();
    }

    @Override
    public void close() {
        orders.close(nanoTime.getAsLong() + DRAIN.toNanos());
        signal.wake();
        if (thread != null) {
            thread.join(DRAIN.plus(STOP_WAIT));
        }
    }
}
