package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.Durability;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.resp.RespServer;
import org.jspecify.annotations.Nullable;

/** Brings changes of the configuration to where they matter. Owned by the writer thread. */
final class NodeTuning {
    private final BinlogWriter binlog;
    private final Keyspace keyspace;
    private NodeConfig config;
    private @Nullable RespServer clients;
    private @Nullable NodeWriter writer;
    private @Nullable DiskProbe probe;

    NodeTuning(NodeConfig config, BinlogWriter binlog, Keyspace keyspace) {
        this.config = config;
        this.binlog = binlog;
        this.keyspace = keyspace;
        keyspace.streamLimits(config.streamLimits());
    }

    /** The parts that come into being after the commands. */
    void uses(RespServer server, NodeWriter turns, @Nullable DiskProbe diskProbe) {
        clients = server;
        writer = turns;
        probe = diskProbe;
    }

    /** What holds now. */
    NodeConfig config() {
        return config;
    }

    /** From the next turn on. */
    void apply(NodeConfig changed) {
        config = changed;
        keyspace.streamLimits(changed.streamLimits());
        if (clients != null) clients.limits(changed.limits());
        PrimaryTurn turn = writer == null ? null : writer.primaryTurn();
        // A primary sets the disk's level itself: its connections have a say.
        if (turn != null) turn.durability(changed.durability());
        else binlog.level(changed.durability() == Durability.DISK ? SyncLevel.DISK : SyncLevel.ASYNC);
        if (probe != null) probe.deadlineMs(changed.diskProbeTimeoutMs());
    }
}
