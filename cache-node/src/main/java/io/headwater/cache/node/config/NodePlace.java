package io.headwater.cache.node.config;

/**
 * A node's place in its cluster.
 *
 * @param cluster the cluster's name
 * @param shard this node's shard, from 0
 * @param shards how many there are, at least 1; more than one needs a log
 * @param role what the node is started as; who leads a shard with a log is the log's to say
 * @param log whether the shard's binlog streams through a log
 */
public record NodePlace(String cluster, int shard, int shards, Role role, boolean log) {
    /** What a node is started as. */
    public enum Role {
        /** Leads from its start if nobody else does, and else as soon as a standby may. */
        PRIMARY,
        /** Follows, and leads only when an operator says so. */
        REPLICA,
        /** Follows, and leads when the primary falls silent or hands over. */
        STANDBY
    }

    /** A plain cache: one shard, no log. */
    public static final NodePlace ALONE = new NodePlace("headwater", 0, 1, Role.PRIMARY, false);

    public NodePlace {
        if (shard < 0 || shard >= shards) throw new IllegalArgumentException("shard " + shard + " of " + shards);
        if (!log && (shards > 1 || role != Role.PRIMARY)) throw new IllegalArgumentException("replicas, standbys and shards need a log");
    }

    /** Whether keys are spread over shards: cluster mode. */
    public boolean isSharded() {
        return shards > 1;
    }
}
