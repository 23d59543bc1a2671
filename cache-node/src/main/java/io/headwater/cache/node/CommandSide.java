package io.headwater.cache.node;

import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.CommandTable;
import io.headwater.cache.command.Server;
import io.headwater.cache.command.ServerCounters;
import io.headwater.cache.command.Sessions;
import io.headwater.cache.node.config.LiveConfig;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.resp.RespServer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The commands and what they reach of the node. Owned by the writer thread.
 *
 * @param executor runs them
 * @param role what they see of this node's role
 * @param positions how far everybody has come
 * @param shards what they see of the cluster
 * @param control what they may have the node do
 * @param tuning what CONFIG SET changes
 * @param info what INFO reports
 */
record CommandSide(
        CommandExecutor executor, MemberRole role, NodePositions positions, ShardMap shards, NodeControl control, NodeTuning tuning, NodeInfo info) {
    static CommandSide over(NodeConfig config, String nodeName, WriteSide writes, @Nullable ShardLog log, RandomGenerator random) {
        MemberRole role = new MemberRole(log);
        ShardMap shards = new ShardMap(config.place(), nodeName, config.address());
        NodePositions positions = new NodePositions(
                config.place().shard(),
                nodeName,
                writes.binlog(),
                log == null ? () -> 0 : () -> log.progress().committedLsn(),
                System::currentTimeMillis);
        NodeControl control = new NodeControl();
        NodeTuning tuning = new NodeTuning(config, writes.binlog(), writes.keyspace());
        NodeInfo info = new NodeInfo(tuning::config, writes.binlog(), log, System::currentTimeMillis);
        Server server = new Server(
                writes.keyspace(),
                role,
                positions,
                writes.admission(),
                new LiveConfig(config, tuning::apply, () -> {}),
                shards,
                control,
                info,
                new Sessions(),
                new ServerCounters(),
                random);
        CommandExecutor executor = new CommandExecutor(CommandTable.standard(), server, writes.effects());
        shards.tells(executor::primaryChanged);
        return new CommandSide(executor, role, positions, shards, control, tuning, info);
    }

    /** Brings in what comes into being after the commands. */
    void reach(BaseKeeper bases, Switchover switchover, NodeWriter writer, RespServer clients, @Nullable DiskProbe probe) {
        control.uses(bases, switchover);
        role.of(writer);
        info.uses(bases, writer, probe, clients::refused, clients::relayedClients, executor.server().keyspace()::dirty);
        tuning.uses(clients, writer, probe);
    }
}
