package io.headwater.cache.node;

import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.Durability;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.cache.resp.Turn;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.Position;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of this node, whatever its role is by now, and the changes of it. Owned by the writer thread.
 *
 * <table>
 *   <caption>Transitions</caption>
 *   <tr><td>follower</td><td>{@link #lead}</td><td>primary; also at the start of a node without a log</td></tr>
 *   <tr><td>primary</td><td>{@link #handOver}</td><td>primary that writes nothing more</td></tr>
 *   <tr><td>the same</td><td>{@link #lead}</td><td>primary of a new epoch: nobody took over</td></tr>
 *   <tr><td>the same</td><td>{@link #release}</td><td>follower: its hand-over is in the log</td></tr>
 *   <tr><td>any</td><td>a fault, deposition among them</td><td>the node ends</td></tr>
 * </table>
 */
final class NodeWriter implements Turn {
    private final CommandExecutor executor;
    private final WriteSide writes;
    private final FaultHandler faults;
    private final @Nullable ShardLog log;
    private final Supplier<Durability> durability;
    private final LogApplier applier;
    private final ReplicaTurn replica;
    private @Nullable PrimaryTurn primary;
    private Turn turn;
    private boolean handingOver;

    /** A follower, until {@link #lead}. */
    NodeWriter(
            CommandExecutor executor, WriteSide writes, FaultHandler faults, @Nullable ShardLog log, Supplier<Durability> durability, LogApplier applier) {
        this.executor = executor;
        this.writes = writes;
        this.faults = faults;
        this.log = log;
        this.durability = durability;
        this.applier = applier;
        this.replica = new ReplicaTurn(executor, faults, applier.lastTimeMs());
        this.turn = replica;
    }

    /**
     * This node leads from here on. Between two turns: what a turn's replies wait for is one role's affair.
     *
     * @throws IllegalStateException if the epoch does not begin where the keyspace ends
     */
    void lead(Leadership leadership) {
        if (handingOver) release();
        if (leadership.stamp().lastLsn() != applier.lastLsn()) {
            throw new IllegalStateException("an epoch behind lsn " + leadership.stamp().lastLsn() + " on a state of lsn " + applier.lastLsn());
        }
        applier.leads(leadership.stamp().epoch());
        PrimaryTurn next = new PrimaryTurn(leadership, executor, writes, faults, log, durability.get());
        primary = next;
        turn = next;
        next.begin();
    }

    /**
     * Writes the hand-over marker, ends this node's writing and has the log's agent hand over; {@link #release} follows, or {@link #lead} with a new epoch if nobody took
     * over. The caller has stopped reading clients.
     *
     * @throws IllegalStateException if this node does not lead, or hands over already
     */
    void handOver() {
        if (primary == null || log == null || handingOver) throw new IllegalStateException("nothing to hand over");
        handingOver = true;
        log.handOver(primary.mark(ControlKind.HAND_OVER));
    }

    /**
     * This node follows from here on; everything that it wrote is in the log. Between two turns.
     *
     * @throws IllegalStateException if it does not lead, or has an open batch
     */
    void release() {
        PrimaryTurn last = primary;
        if (last == null || writes.encoder().entries() > 0) throw new IllegalStateException("nothing to release, or too early");
        applier.resumeAfter(new Position(last.epoch(), last.lastLsn()), last.nowMs());
        primary = null;
        handingOver = false;
        turn = replica;
        replica.advanceTo(last.nowMs());
        // Which its clients had a say in.
        writes.binlog().level(durability.get() == Durability.DISK ? SyncLevel.DISK : SyncLevel.ASYNC);
    }

    /**
     * Applies a valid record of the log.
     *
     * @param behind whether much more waits behind it
     * @throws IllegalStateException while this node leads
     */
    void follow(byte[] payload, int offset, int length, boolean behind) {
        if (primary != null) throw new IllegalStateException("a record of the log for a primary");
        applier.apply(payload, offset, length, behind);
        advanceTo(applier.lastTimeMs());
    }

    /** Serves clients that wait for a key which has changed without a command of this node. */
    void serveBlocked() {
        executor.blocked().serve();
    }

    /** A valid record has this time, ms since 1970. */
    void advanceTo(long recordMs) {
        if (primary == null) replica.advanceTo(recordMs);
    }

    /** Which lsns of which epochs the directory holds; from any thread. */
    EpochTrail epochs() {
        return applier.epochs();
    }

    boolean isPrimary() {
        return primary != null;
    }

    /** Whether commands may write: not any more once the hand-over marker stands behind everything. */
    boolean takesWrites() {
        return primary != null && !handingOver;
    }

    /** The turn of a primary; null on a follower. */
    @Nullable PrimaryTurn primaryTurn() {
        return primary;
    }

    /** What commands see as now. */
    long nowMs() {
        return primary != null ? primary.nowMs() : replica.nowMs();
    }

    @Override
    public long lastLsn() {
        return primary != null ? primary.lastLsn() : applier.lastLsn();
    }

    /** After the last entry that was written or applied. */
    Position position() {
        return primary != null ? new Position(primary.epoch(), primary.lastLsn()) : applier.position();
    }

    @Override
    public void begin() {
        turn.begin();
    }

    @Override
    public void end() {
        turn.end();
    }

    @Override
    public long durableLsn() {
        return turn.durableLsn();
    }

    @Override
    public long committedLsn() {
        return turn.committedLsn();
    }

    @Override
    public boolean isCovered() {
        return turn.isCovered();
    }

    @Override
    public boolean holdsLease() {
        return turn.holdsLease();
    }

    @Override
    public boolean mayReply() {
        return turn.mayReply();
    }

    @Override
    public void failed(Throwable cause) {
        turn.failed(cause);
    }
}
