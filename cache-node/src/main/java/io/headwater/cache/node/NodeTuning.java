package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.Durability;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.resp.RespServer;
import org.jspecify.annotations.Nullable;

/** Brings changes of the configuration to where they matter. Owned by the writer thread. */
final class NodeTuning {
    private final BinlogWriter binlog;
    private NodeConfig config;
    private @Nullable RespServer clients;
    private @Nullable NodeWriter writer;
    private @Nullable DiskProbe probe;

    NodeTuning(NodeConfig config, BinlogWriter binlog) {
        this.config = config;
        this.binlog = binlog;
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
        if (clients != null) clients.limits(changed.limits());
        PrimaryTurn turn = writer == null ? null : writer.primaryTurn();
        // A primary sets the disk's level itself: its connections have a say.
        if (turn != null) turn.durability(changed.durability());
        else binlog.level(changed.durability() == Durability.DISK ? SyncLevel.DISK : SyncLevel.ASYNC);
        if (probe != null) probe.deadlineMs(changed.diskProbeTimeoutMs());
    }
}
