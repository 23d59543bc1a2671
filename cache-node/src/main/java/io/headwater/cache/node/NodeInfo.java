package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.ServerInfo;
import io.headwater.cache.node.config.NodeConfig;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the node contributes to INFO: under Redis's names where Redis has one, under our own where it has none. Called on the writer thread. */
final class NodeInfo implements ServerInfo {
    private static final long MS_PER_SECOND = 1000;

    private final Supplier<NodeConfig> config;
    private final BinlogWriter binlog;
    private final ReplicationInfo replication;
    private @Nullable BaseKeeper bases;
    private @Nullable DigestKeeper digests;
    private @Nullable DiskProbe probe;
    private LongSupplier refusedClients = () -> 0;
    private LongSupplier relayedClients = () -> 0;
    private LongSupplier changes = () -> 0;

    NodeInfo(Supplier<NodeConfig> config, BinlogWriter binlog, @Nullable ShardLog log, LongSupplier wallMs) {
        this.config = config;
        this.binlog = binlog;
        this.replication = new ReplicationInfo(config, log, wallMs);
    }

    /**
     * The parts that come into being after the commands.
     *
     * @param keyChanges changes of keys since the start
     */
    void uses(BaseKeeper keeper, NodeWriter writer, @Nullable DiskProbe diskProbe, LongSupplier clientsRefused, LongSupplier clientsRelayed, LongSupplier keyChanges) {
        bases = keeper;
        probe = diskProbe;
        replication.uses(writer);
        refusedClients = clientsRefused;
        relayedClients = clientsRelayed;
        changes = keyChanges;
    }

    /** Who compares this copy of the shard with the others. */
    void uses(DigestKeeper keeper) {
        digests = keeper;
    }

    @Override
    public void report(String section, BiConsumer<String, Object> field) {
        switch (section) {
            case "server" -> server(field);
            case "clients" -> {
                field.accept("maxclients", config.get().limits().maxClients());
                field.accept("headwater_relayed_clients", relayedClients.getAsLong());
            }
            case "memory" -> field.accept("maxmemory_policy", "noeviction");
            case "persistence" -> persistence(field);
            case "stats" -> field.accept("rejected_connections", refusedClients.getAsLong());
            case "replication" -> {
                replication.report(field);
                if (digests != null) digests.report(field);
            }
            default -> {}
        }
    }

    private void server(BiConsumer<String, Object> field) {
        NodeConfig now = config.get();
        field.accept("tcp_port", now.port());
        field.accept("hz", MS_PER_SECOND / now.expiryPeriodMs());
        field.accept("headwater_cluster", now.place().cluster());
        field.accept("headwater_shard", now.place().shard());
        field.accept("headwater_shards", now.place().shards());
        field.accept("headwater_directory", now.directory());
    }

    private void persistence(BiConsumer<String, Object> field) {
        field.accept("loading", 0);
        field.accept("rdb_changes_since_last_save", changes.getAsLong());
        if (bases != null) {
            field.accept("rdb_bgsave_in_progress", bases.isSaving() ? 1 : 0);
            field.accept("rdb_last_save_time", bases.lastSaveMs() / MS_PER_SECOND);
            field.accept("rdb_last_bgsave_status", bases.lastFailed() ? "err" : "ok");
            field.accept("headwater_base_bytes", bases.lastBaseBytes());
            field.accept("headwater_bytes_behind_base", bases.behindBytes());
        }
        field.accept("aof_enabled", 1);
        field.accept("aof_last_write_status", binlog.failure() == null && binlog.diskProblem().isEmpty() ? "ok" : "err");
        field.accept("headwater_durability", config.get().settings().all().get("durability"));
        field.accept("headwater_durable_lsn", binlog.durableLsn());
        field.accept("headwater_binlog_bytes", binlog.segmentBytes());
        field.accept("headwater_binlog_segments", binlog.segmentCount());
        field.accept("headwater_binlog_queued_bytes", binlog.queuedBytes());
        field.accept("headwater_binlog_reserved_bytes", binlog.reservedBytes());
        if (probe != null) {
            field.accept("headwater_disk_healthy", probe.isHealthy() ? 1 : 0);
            field.accept("headwater_disk_probe_ms", probe.lastMs());
        }
    }
}
