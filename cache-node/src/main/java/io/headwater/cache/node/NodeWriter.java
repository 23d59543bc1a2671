package io.headwater.cache.node;

import io.headwater.cache.node.NodeInfo.Standing;
import io.headwater.cache.resp.Turn;
import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/** The turn of this node's role, and what both roles know of their place in the log. Owned by the writer thread. */
final class NodeWriter {
    private final @Nullable PrimaryTurn primary;
    private final @Nullable ReplicaTurn replica;
    private final @Nullable LogApplier applier;

    private NodeWriter(@Nullable PrimaryTurn primary, @Nullable ReplicaTurn replica, @Nullable LogApplier applier) {
        this.primary = primary;
        this.replica = replica;
        this.applier = applier;
    }

    static NodeWriter primary(PrimaryTurn turn) {
        return new NodeWriter(turn, null, null);
    }

    static NodeWriter replica(ReplicaTurn turn, LogApplier applier) {
        return new NodeWriter(null, turn, applier);
    }

    Turn turn() {
        return primary != null ? primary : replicaTurn();
    }

    /** The turn of a primary; null on a replica. */
    @Nullable PrimaryTurn primaryTurn() {
        return primary;
    }

    /** The turn of a replica; only on one. */
    ReplicaTurn replicaTurn() {
        if (replica == null) throw new IllegalStateException("this node is a primary");
        return replica;
    }

    /** What commands see as now. */
    long nowMs() {
        return primary != null ? primary.nowMs() : replicaTurn().nowMs();
    }

    long lastLsn() {
        return standing().lsn();
    }

    /** Where the node stands in the log. */
    Standing standing() {
        if (primary != null) return new Standing(primary.epoch(), primary.lastLsn(), primary.nowMs());
        Position position = applier == null ? Position.START : applier.position();
        return new Standing(position.epoch(), position.lsn(), replicaTurn().nowMs());
    }
}
