package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SENTINEL on every node, so that stock clients which look for their primary through Sentinels find it at any node's port: with the replies of Redis Sentinel 7.0, out of
 * what the node knows of the cluster. The part of a Sentinel that decides on a failover has nothing to answer here: the shard's log decides.
 */
final class SentinelCommands {
    private static final CommandError NO_SUCH_MASTER = new CommandError("ERR No such master with that name");

    private SentinelCommands() {}

    static void addTo(CommandTable table) {
        table.addContainer(
                "sentinel",
                CommandGroup.SENTINEL,
                of("masters", 2, SentinelCommands::masters),
                of("master", 3, context -> SentinelDescription.master(context.reply(), context.server().cluster(), master(context))),
                of("replicas", 3, SentinelCommands::replicas),
                of("slaves", 3, SentinelCommands::replicas),
                of("sentinels", 3, SentinelCommands::sentinels),
                of("get-master-addr-by-name", 3, SentinelCommands::address),
                of("ckquorum", 3, SentinelCommands::quorum),
                of("myid", 2, context -> context.reply().bulk(context.server().cluster().nodeId())),
                of("pending-scripts", 2, context -> context.reply().arrayHeader(0)));
    }

    private static CommandSpec of(String name, int arity, Handler handler) {
        return CommandSpec.of("sentinel|" + name, arity, 0, 0, 0, CommandGroup.SENTINEL, "admin", handler);
    }

    /**
     * Tells subscribers as a Sentinel does that a shard has another primary: {@code +switch-master <name> <old host> <old port> <new host> <new port>}, once for each
     * name of the shard.
     */
    static void switched(PubSub pubSub, ClusterView cluster, int shard, ClusterView.Node before, ClusterView.Node now) {
        for (String name : SentinelMasters.names(cluster, shard)) {
            String message = name + " " + before.host() + " " + before.port() + " " + now.host() + " " + now.port();
            pubSub.publish("+switch-master".getBytes(StandardCharsets.US_ASCII), message.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static SentinelMasters.Master master(CommandContext context) {
        SentinelMasters.Master master = SentinelMasters.find(context.server().cluster(), context.args().text(2));
        if (master == null) throw NO_SUCH_MASTER;
        return master;
    }

    private static void masters(CommandContext context) {
        ClusterView cluster = context.server().cluster();
        List<SentinelMasters.Master> masters = SentinelMasters.all(cluster);
        context.reply().arrayHeader(masters.size());
        for (SentinelMasters.Master master : masters) SentinelDescription.master(context.reply(), cluster, master);
    }

    private static void replicas(CommandContext context) {
        SentinelMasters.Master master = master(context);
        List<ClusterView.Node> replicas = master.shard().replicas();
        context.reply().arrayHeader(replicas.size());
        for (ClusterView.Node replica : replicas) SentinelDescription.replica(context.reply(), master, replica);
    }

    private static void sentinels(CommandContext context) {
        master(context);
        ClusterView cluster = context.server().cluster();
        List<ClusterView.Node> others = SentinelMasters.others(cluster, cluster.nodeId());
        context.reply().arrayHeader(others.size());
        for (ClusterView.Node other : others) SentinelDescription.sentinel(context.reply(), other);
    }

    private static void address(CommandContext context) {
        SentinelMasters.Master master = SentinelMasters.find(context.server().cluster(), context.args().text(2));
        if (master == null) {
            context.reply().nullArray();
            return;
        }
        context.reply().arrayHeader(2);
        context.reply().bulk(master.primary().host());
        context.reply().bulk(master.primary().port());
    }

    /** The log is the arbiter, so that one node which reaches it is a quorum. */
    private static void quorum(CommandContext context) {
        master(context);
        ClusterView cluster = context.server().cluster();
        int usable = 1 + SentinelMasters.others(cluster, cluster.nodeId()).size();
        context.reply().simple("OK " + usable + " usable Sentinels. Quorum and failover authorization can be reached");
    }
}
