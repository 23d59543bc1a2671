package io.headwater.cache.command;

/** Nodes in the layout in which Redis Sentinel 7.0 describes them. Of what only a Sentinel has, timers and links, the values say "all is well, just now". */
final class SentinelDescription {
    private static final int QUORUM = 1;
    private static final int DOWN_AFTER_MS = 650;
    private static final int FAILOVER_TIMEOUT_MS = 1000;
    private static final int REPLICA_PRIORITY = 100;

    private SentinelDescription() {}

    static void master(ReplyBuffer reply, ClusterView cluster, SentinelMasters.Master master) {
        ClusterView.Node primary = master.primary();
        Fields fields = new Fields(reply);
        node(fields, master.name(), primary, primary.online() ? "master" : "s_down,master");
        reported(fields, "master");
        fields.put("config-epoch", master.shard().epoch());
        fields.put("num-slaves", master.shard().replicas().size());
        fields.put("num-other-sentinels", SentinelMasters.others(cluster, cluster.nodeId()).size());
        fields.put("quorum", QUORUM);
        fields.put("failover-timeout", FAILOVER_TIMEOUT_MS);
        fields.put("parallel-syncs", 1);
        fields.close();
    }

    static void replica(ReplyBuffer reply, SentinelMasters.Master master, ClusterView.Node replica) {
        Fields fields = new Fields(reply);
        node(fields, replica.host() + ":" + replica.port(), replica, replica.online() ? "slave" : "s_down,slave");
        reported(fields, "slave");
        fields.put("master-link-down-time", 0);
        fields.put("master-link-status", replica.online() ? "ok" : "err");
        fields.put("master-host", master.primary().host());
        fields.put("master-port", master.primary().port());
        fields.put("slave-priority", REPLICA_PRIORITY);
        fields.put("slave-repl-offset", replica.lsn());
        fields.put("replica-announced", 1);
        fields.close();
    }

    static void sentinel(ReplyBuffer reply, ClusterView.Node other) {
        Fields fields = new Fields(reply);
        node(fields, other.id(), other, other.online() ? "sentinel" : "s_down,sentinel");
        fields.put("last-hello-message", 0);
        fields.put("voted-leader", "?");
        fields.put("voted-leader-epoch", 0);
        fields.close();
    }

    private static void node(Fields fields, String name, ClusterView.Node node, String flags) {
        fields.put("name", name);
        fields.put("ip", node.host());
        fields.put("port", node.port());
        fields.put("runid", node.id());
        fields.put("flags", flags);
        fields.put("link-pending-commands", 0);
        fields.put("link-refcount", 1);
        fields.put("last-ping-sent", 0);
        fields.put("last-ok-ping-reply", 0);
        fields.put("last-ping-reply", 0);
        fields.put("down-after-milliseconds", DOWN_AFTER_MS);
    }

    private static void reported(Fields fields, String role) {
        fields.put("info-refresh", 0);
        fields.put("role-reported", role);
        fields.put("role-reported-time", 0);
    }

    /** A map of bulk strings whose size is known at its end. */
    private static final class Fields {
        private final ReplyBuffer reply;
        private final int opened;
        private int count;

        Fields(ReplyBuffer reply) {
            this.reply = reply;
            this.opened = reply.open();
        }

        void put(String name, String value) {
            reply.bulk(name);
            reply.bulk(value);
            count++;
        }

        void put(String name, long value) {
            put(name, Long.toString(value));
        }

        void close() {
            reply.closeMap(opened, count);
        }
    }
}
