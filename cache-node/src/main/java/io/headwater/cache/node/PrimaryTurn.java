package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
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

    private long nowMs;
    private boolean covered = true;
    private boolean syncs;
    private boolean heartbeatDue;

    PrimaryTurn(
            ShardLog.Leadership leadership,
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
        this.nowMs = clock.now();
        writes.effects().numberAfter(stamp::lastLsn);
        durability(durability);
    }

    /** Sets the level of connections that have not chosen one. */
    void durability(Durability level) {
        executor.levels().ofNode(level);
    }

    /** The turn's time, ms of the shard clock. */
    long nowMs() {
        return nowMs;
    }

    /** The epoch that this node leads. */
    long epoch() {
        return stamp.epoch();
    }

    /** This turn ends with a heartbeat, behind its batch. */
    void heartbeat() {
        heartbeatDue = true;
    }

    @Override
    public void begin() {
        nowMs = clock.now();
        covered = true;
        executor.beginTurn(nowMs);
    }

    @Override
    public void end() {
        syncWhenAsked();
        if (encoder.entries() > 0) endBatch();
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
        covered &= writes.admission().isCovered();
        writes.backpressure().afterBatch(covered);
    }

    /** One connection that waits for the disk is enough to sync each batch. */
    private void syncWhenAsked() {
        boolean asked = executor.levels().needSync();
        if (asked == syncs) return;
        syncs = asked;
        binlog.level(asked ? SyncLevel.DISK : SyncLevel.ASYNC);
    }

    @Override
    public long lastLsn() {
        return stamp.lastLsn();
    }

    @Override
    public long durableLsn() {
        return binlog.durableLsn();
    }

    @Override
    public long committedLsn() {
        return log == null ? Long.MAX_VALUE : log.progress().committedLsn();
    }

    @Override
    public boolean isCovered() {
        return covered;
    }

    /** Without a log nobody else can lead. */
    @Override
    public boolean holdsLease() {
        return log == null || log.holdsLease();
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
