package io.headwater.cache.node;

import io.headwater.cache.engine.ActiveExpiry;
import io.headwater.cache.resp.WriterLoop;
import org.jspecify.annotations.Nullable;

/**
 * What a node does by the clock: heartbeats, the deletion of expired keys, resizing of tables, looks at the disk, the log and the cluster. Runs on the writer thread.
 */
final class NodePulse {
    private static final long BEAT_MS = 100;
    private static final int BEATS_PER_SECOND = 10;
    /** Buckets that a resize moves on by in a beat, beside those that commands move. */
    /** Keys that are moved out of sparse memory at most: some tenths of a millisecond. */
    private static final int TIDY_STEPS = 1000;
    /** What a look for expired keys may take, so that clients wait no longer than that. */
    private static final long EXPIRY_NANOS = 1_000_000;

    private final WriterLoop loop;
    private final NodeWriter writer;
    private final WriteSide writes;
    private final BaseKeeper bases;
    private final NodeAnnouncer announcer;
    private final @Nullable LogFollower follower;
    private final @Nullable ShardLog log;
    private final @Nullable DiskProbe probe;
    private final @Nullable DigestKeeper digests;
    private final Switchover switchover;
    private final NodeTuning tuning;
    private final @Nullable FullDiskWatch fullDisk;
    private final ActiveExpiry expiry;
    private long beats;

    NodePulse(
            WriterLoop loop,
            NodeWriter writer,
            WriteSide writes,
            BaseKeeper bases,
            NodeAnnouncer announcer,
            @Nullable LogFollower follower,
            @Nullable ShardLog log,
            @Nullable DiskProbe probe,
            @Nullable DigestKeeper digests,
            Switchover switchover,
            NodeTuning tuning) {
        this.loop = loop;
        this.writer = writer;
        this.writes = writes;
        this.bases = bases;
        this.announcer = announcer;
        this.follower = follower;
        this.log = log;
        this.probe = probe;
        this.digests = digests;
        this.switchover = switchover;
        this.tuning = tuning;
        this.fullDisk = log == null ? null : new FullDiskWatch(log, writes.binlog(), writer, switchover);
        this.expiry = new ActiveExpiry(writes.keyspace(), writes.effects(), System::nanoTime);
    }

    /** Starts the timers. */
    void start() {
        var unusedBeat = loop.repeat(this::beat, BEAT_MS);
        var unusedHeartbeat = loop.repeat(this::heartbeat, tuning.config().lease().heartbeatMs());
        var unusedCycle = loop.repeat(this::expire, tuning.config().expiryPeriodMs());
    }

    private void heartbeat() {
        PrimaryTurn turn = writer.primaryTurn();
        // A disk that takes no more writes, as a thread that does not come here any more, costs the lease.
        if (turn == null || !writer.takesWrites() || (probe != null && !probe.isHealthy())) return;
        loop.openTurn();
        turn.heartbeat();
    }

    private void beat() {
        loop.openTurn();
        writes.keyspace().tidy(TIDY_STEPS);
        announcer.refresh();
        switchover.check(announcer.map(), System.nanoTime());
        if (fullDisk != null) fullDisk.check(System.nanoTime());
        if (log != null) writes.admission().backlogFull(log.progress().backlogBytes() > tuning.config().maxBacklogBytes());
        roomMade();
        if (digests != null) digests.beat();
        if (++beats % BEATS_PER_SECOND != 0) return;
        bases.check();
        if (follower != null) follower.announce();
    }

    /** The binlog may have room again. */
    void roomMade() {
        writes.backpressure().check();
        if (follower != null) follower.check();
    }

    private void expire() {
        if (!writer.takesWrites() || !writes.binlog().hasRoom() || !writes.admission().isCovered()) return;
        loop.openTurn();
        int expired = expiry.step(writer.nowMs(), EXPIRY_NANOS);
        writer.serveBlocked();
        if (expired > 0) loop.execute(this::expire);
    }
}
