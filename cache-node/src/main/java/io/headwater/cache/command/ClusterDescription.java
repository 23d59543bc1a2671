package io.headwater.cache.command;

import io.headwater.schemas.Slots;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster in the layouts of CLUSTER SLOTS, SHARDS, NODES and INFO. */
final class ClusterDescription {
    /** Redis's offset from a node's port to that of its cluster bus; there is no bus here, but clients parse the field. */
    private static final int BUS_PORT_OFFSET = 10_000;

    private static final int NODE_FIELDS = 7;

    private ClusterDescription() {}

    /** Shards whose primary is unknown are left out, as Redis leaves out slots that nobody serves. */
    static void slots(ReplyBuffer reply, ClusterView cluster) {
        int opened = reply.open();
        int count = 0;
        for (ClusterView.Shard shard : cluster.shards()) {
            List<ClusterView.Node> nodes = nodes(shard);
            if (shard.primary() == null) continue;
            reply.arrayHeader(2 + nodes.size());
            reply.integer(shard.firstSlot());
            reply.integer(shard.lastSlot());
            for (ClusterView.Node node : nodes) {
                reply.arrayHeader(4);
                reply.bulk(node.host());
                reply.integer(node.port());
                reply.bulk(node.id());
                reply.mapHeader(0);
            }
            count++;
        }
        reply.closeArray(opened, count);
    }

    static void shards(ReplyBuffer reply, ClusterView cluster) {
        reply.arrayHeader(cluster.shards().size());
        for (ClusterView.Shard shard : cluster.shards()) {
            reply.mapHeader(2);
            reply.bulk("slots");
            reply.arrayHeader(2);
            reply.integer(shard.firstSlot());
            reply.integer(shard.lastSlot());
            reply.bulk("nodes");
            List<ClusterView.Node> nodes = nodes(shard);
            reply.arrayHeader(nodes.size());
            for (ClusterView.Node node : nodes) shardNode(reply, node, node.equals(shard.primary()));
        }
    }

    private static void shardNode(ReplyBuffer reply, ClusterView.Node node, boolean primary) {
        reply.mapHeader(NODE_FIELDS);
        reply.bulk("id");
        reply.bulk(node.id());
        reply.bulk("port");
        reply.integer(node.port());
        reply.bulk("ip");
        reply.bulk(node.host());
        reply.bulk("endpoint");
        reply.bulk(node.host());
        reply.bulk("role");
        reply.bulk(primary ? "master" : "replica");
        reply.bulk("replication-offset");
        reply.integer(node.lsn());
        reply.bulk("health");
        reply.bulk(node.online() ? "online" : "failed");
    }

    static String nodes(ClusterView cluster) {
        StringBuilder text = new StringBuilder();
        for (ClusterView.Shard shard : cluster.shards()) {
            for (ClusterView.Node node : nodes(shard)) line(text, cluster, shard, node);
        }
        return text.toString();
    }

    /** {@code id ip:port@bus flags primary ping pong epoch link slots} */
    private static void line(StringBuilder text, ClusterView cluster, ClusterView.Shard shard, ClusterView.Node node) {
        ClusterView.Node primary = shard.primary();
        boolean isPrimary = node.equals(primary);
        text.append(node.id()).append(' ').append(node.host()).append(':').append(node.port()).append('@').append(node.port() + BUS_PORT_OFFSET).append(' ');
        if (node.id().equals(cluster.nodeId())) text.append("myself,");
        text.append(isPrimary ? "master" : "slave").append(node.online() ? " " : ",fail ");
        text.append(isPrimary || primary == null ? "-" : primary.id()).append(" 0 0 ").append(shard.epoch());
        text.append(node.online() ? " connected" : " disconnected");
        if (isPrimary) text.append(' ').append(shard.firstSlot()).append('-').append(shard.lastSlot());
        text.append('\n');
    }

    static String info(ClusterView cluster) {
        List<ClusterView.Shard> shards = cluster.shards();
        int assigned = 0;
        int nodes = 0;
        int served = 0;
        long epoch = 0;
        long myEpoch = 0;
        for (ClusterView.Shard shard : shards) {
            nodes += nodes(shard).size();
            epoch = Math.max(epoch, shard.epoch());
            if (nodes(shard).stream().anyMatch(node -> node.id().equals(cluster.nodeId()))) myEpoch = shard.epoch();
            if (shard.primary() == null) continue;
            assigned += shard.lastSlot() - shard.firstSlot() + 1;
            served++;
        }
        return "cluster_state:" + (assigned == Slots.COUNT ? "ok" : "fail")
                + "\r\ncluster_slots_assigned:" + assigned
                + "\r\ncluster_slots_ok:" + assigned
                + "\r\ncluster_slots_pfail:0\r\ncluster_slots_fail:0"
                + "\r\ncluster_known_nodes:" + nodes
                + "\r\ncluster_size:" + served
                + "\r\ncluster_current_epoch:" + epoch
                + "\r\ncluster_my_epoch:" + myEpoch
                + "\r\n";
    }

    private static List<ClusterView.Node> nodes(ClusterView.Shard shard) {
        List<ClusterView.Node> nodes = new ArrayList<>();
        ClusterView.@Nullable Node primary = shard.primary();
        if (primary != null) nodes.add(primary);
        nodes.addAll(shard.replicas());
        return nodes;
    }
}
