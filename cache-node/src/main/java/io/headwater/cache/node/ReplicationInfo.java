package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.schemas.Position;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** INFO's section replication: what this node is, who leads, how far the log and this node have come. Owned by the writer thread. */
final class ReplicationInfo {
    /** A lease that does not end, of a primary whose failover is an operator's. */
    private static final long NO_END_MS = TimeUnit.DAYS.toMillis(1);

    private final Supplier<NodeConfig> config;
    private final @Nullable ShardLog log;
    private final LongSupplier wallMs;
    private @Nullable NodeWriter writer;

    ReplicationInfo(Supplier<NodeConfig> config, @Nullable ShardLog log, LongSupplier wallMs) {
        this.config = config;
        this.log = log;
        this.wallMs = wallMs;
    }

    void uses(NodeWriter turns) {
        writer = turns;
    }

    void report(BiConsumer<String, Object> field) {
        NodeWriter turns = writer;
        if (turns == null) return;
        NodeConfig now = config.get();
        Position position = turns.position();
        field.accept("headwater_role", now.place().role().name().toLowerCase(Locale.ROOT));
        field.accept("headwater_position", position.epoch() + ":" + position.lsn());
        field.accept("headwater_last_record_time_ms", turns.nowMs());
        if (!turns.isPrimary()) field.accept("headwater_lag_ms", Math.max(0, wallMs.getAsLong() - turns.nowMs()));
        if (log != null) log(log, now, turns.isPrimary(), field);
    }

    private static void log(ShardLog log, NodeConfig config, boolean leads, BiConsumer<String, Object> field) {
        ShardLog.Progress progress = log.progress();
        field.accept("headwater_role_state", progress.state().name().toLowerCase(Locale.ROOT));
        field.accept("headwater_epoch", progress.epoch());
        field.accept("headwater_leader_node", progress.leaderNode());
        field.accept("headwater_leader_address", progress.leaderAddress());
        field.accept("headwater_failover", progress.mode().name().toLowerCase(Locale.ROOT));
        field.accept("headwater_failover_configured", config.failover().name().toLowerCase(Locale.ROOT));
        field.accept("headwater_priority", config.priority());
        if (leads) field.accept("headwater_lease_ms", leaseMs(log));
        field.accept("headwater_log_connected", progress.connected() ? 1 : 0);
        field.accept("headwater_log_committed_lsn", progress.committedLsn());
        field.accept("headwater_log_backlog_bytes", progress.backlogBytes());
    }

    /** What is left of the lease; 0 when it is over, -1 when none is needed. */
    private static long leaseMs(ShardLog log) {
        long left = TimeUnit.NANOSECONDS.toMillis(log.leaseUntilNanos() - System.nanoTime());
        return left > NO_END_MS ? -1 : Math.max(0, left);
    }
}
