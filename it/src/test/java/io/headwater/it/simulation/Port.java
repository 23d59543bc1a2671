package io.headwater.it.simulation;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.cache.node.ShardLog;
import io.headwater.publisher.LogAgent;
import java.util.function.LongSupplier;

/** What a node has of its agent; a planted bug may sit between them. One per process. */
final class Port implements ShardLog {
    private static final long LEASE_NANOS = 500_000_000;

    private final LogAgent agent;
    private final LongSupplier nanoTime;
    private final PlantedBug bug;
    private long appendedLsn;
    private long acknowledgedAtNanos;
    private boolean heldAtTurnBegin;

    Port(LogAgent agent, LongSupplier nanoTime, PlantedBug bug) {
        this.agent = agent;
        this.nanoTime = nanoTime;
        this.bug = bug;
    }

    LogAgent agent() {
        return agent;
    }

    /** A turn of the writer begins. */
    void turnBegins() {
        heldAtTurnBegin = agentHoldsLease();
    }

    /** The broker has acknowledged something of this process. */
    void acknowledged() {
        acknowledgedAtNanos = nanoTime.getAsLong();
    }

    private boolean agentHoldsLease() {
        return agent.holdsLease();
    }

    /** The production rule, with the simulation's clock. */
    @Override
    public boolean holdsLease() {
        return switch (bug) {
            case NO_LEASE_CHECK -> agent.progress().state() == State.LEADING;
            case LEASE_BEFORE_COMMANDS -> heldAtTurnBegin;
            case LEASE_FROM_ACKNOWLEDGEMENT ->
                agentHoldsLease()
                        || agent.progress().state() == State.LEADING && nanoTime.getAsLong() - acknowledgedAtNanos < LEASE_NANOS;
            default -> agentHoldsLease();
        };
    }

    @Override
    public void start(LocalLog local, Ambition ambition, ClockStarter clock, Events events) {
        agent.start(local, ambition, clock, events);
    }

    @Override
    public void appended(long lsn) {
        appendedLsn = lsn;
        agent.appended(lsn);
    }

    @Override
    public void heartbeat(byte[] record, long lsn) {
        agent.heartbeat(record, lsn);
    }

    @Override
    public Progress progress() {
        Progress real = agent.progress();
        if (bug != PlantedBug.ACKNOWLEDGED_EARLY || real.state() != State.LEADING) {
            return real;
        }
        return new Progress(
                real.state(),
                real.epoch(),
                real.leaderNode(),
                real.leaderAddress(),
                real.mode(),
                Math.max(real.committedLsn(), appendedLsn),
                real.backlogBytes(),
                real.connected());
    }

    @Override
    public long leaseUntilNanos() {
        return agent.leaseUntilNanos();
    }

    @Override
    public void claim() {
        agent.claim();
    }

    @Override
    public void handOver(long markerLsn) {
        agent.handOver(markerLsn);
    }

    @Override
    public void close() {
        agent.close();
    }
}
