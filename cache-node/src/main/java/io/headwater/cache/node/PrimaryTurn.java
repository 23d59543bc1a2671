package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.Durability;
import io.headwater.cache.resp.Turn;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import org.jspecify.annotations.Nullable;

/**
 * A primary's turn: one look at the shard clock before its commands, one batch after them, and replies that leave once the batch is as safe as the node's
 * durability asks. Owned by the writer thread.
 */
final class PrimaryTurn implements Turn {
    private final ShardClock clock;
    private final RecordStamp stamp;
    private final CommandExecutor executor;
    private final WriteSide writes;
    private final BatchEncoder encoder;
    private final BinlogWriter binlog;
    private final FaultHandler faults;
    private final @Nullable ShardLog log;

    private Durability durability;
    private long nowMs;
    private long awaitedLsn;
    private boolean heartbeatDue;
    private boolean holdsLease;

    PrimaryTurn(
            PrimaryLog.Leadership leadership,
            CommandExecutor executor,
            WriteSide writes,
            FaultHandler faults,
            @Nullable ShardLog log,
            Durability durability) {
        this.clock = leadership.clock();
        this.stamp = leadership.stamp();
        this.executor = executor;
        this.writes = writes;
        this.encoder = writes.encoder();
        this.binlog = writes.binlog();
        this.faults = faults;
        this.log = log;
        this.durability = durability;
        this.nowMs = clock.now();
        this.holdsLease = leaseHolds();
    }

    void durability(Durability changed) {
        durability = changed;
    }

    /** The turn's time, ms of the shard clock. */
    long nowMs() {
        return nowMs;
    }

    /** The last lsn that was given to an entry. */
    long lastLsn() {
        return stamp.lastLsn();
    }

    /** The epoch that this node leads. */
    long epoch() {
        return stamp.epoch();
    }

    /** This turn ends with a heartbeat, behind its batch. */
    void heartbeat() {
        heartbeatDue = true;
    }

    /**
     * Whether this node could still prove, after the turn's last command, that it leads: read once per turn, before any reply byte leaves. Always without
     * a log.
     */
    boolean holdsLease() {
        return holdsLease;
    }

    private boolean leaseHolds() {
        return log == null || log.leaseUntilNanos() - System.nanoTime() > 0;
    }

    @Override
    public void begin() {
        nowMs = clock.now();
        awaitedLsn = 0;
        executor.beginTurn(nowMs);
    }

    @Override
    public void end() {
        if (encoder.entries() > 0) endBatch();
        holdsLease = leaseHolds();
        if (heartbeatDue) {
            heartbeatDue = false;
            if (log != null) log.heartbeat(Heartbeat.encoded(stamp, nowMs), stamp.lastLsn());
        }
    }

    /**
     * Closes the open batch and writes a control entry in a batch of its own.
     *
     * @return its lsn
     */
    long mark(ControlKind kind) {
        if (encoder.entries() > 0) endBatch();
        encoder.control(nowMs, kind, new byte[0]);
        endBatch();
        return stamp.lastLsn();
    }

    private void endBatch() {
        encoder.seal(stamp, binlog);
        encoder.reset(binlog.takeBuffer());
        boolean covered = writes.admission().isCovered();
        writes.backpressure().afterBatch(covered);
        // Whatever the level: a batch for which there may be no disk space is not acknowledged before it is on disk.
        if (durability == Durability.DISK || !covered) awaitedLsn = stamp.lastLsn();
    }

    @Override
    public long awaitedLsn() {
        return awaitedLsn;
    }

    @Override
    public long safeLsn() {
        return binlog.durableLsn();
    }

    @Override
    public boolean mayReply() {
        return !faults.isHalted();
    }

    @Override
    public void failed(Throwable cause) {
        faults.failed(cause);
    }
}
