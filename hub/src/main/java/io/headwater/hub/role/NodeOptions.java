package io.headwater.hub.role;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater node} was asked for.
 *
 * @param cluster Kafka, registry and the cluster's name
 * @param shard this node's shard, from 0
 * @param shards number of shards of the cluster
 * @param role what the node is started as
 * @param store URL of the archive whose snapshots an empty directory starts from; null without one
 * @param configFile a redis.conf
 * @param directives lines of redis.conf that the command line stands for, {@code port}, {@code dir} and {@code durability} among them; they win over the file's
 */
public record NodeOptions(
        ClusterAddress cluster, int shard, int shards, Role role, @Nullable String store, @Nullable Path configFile, List<String> directives) {

    /** What a node is started as; the names are those of the command line. */
    public enum Role {
        primary,
        replica,
        standby
    }

    public NodeOptions {
        directives = List.copyOf(directives);
    }
}
