package io.headwater.hub.role;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater node} was asked for. What is null was not given: the configuration file says it, or the default holds.
 *
 * @param port the RESP port
 * @param directory Redis's {@code dir}
 * @param cluster Kafka, registry and the cluster's name
 * @param shard this node's shard, from 0
 * @param shards number of shards of the cluster
 * @param role primary or replica
 * @param durability the node's level
 * @param configFile a redis.conf
 * @param directives directives of redis.conf from the command line, one line each, which go before the file's
 */
public record NodeOptions(
        @Nullable Integer port,
        @Nullable Path directory,
        ClusterAddress cluster,
        int shard,
        int shards,
        Role role,
        @Nullable Durability durability,
        @Nullable Path configFile,
        List<String> directives) {

    /** What a node does in its shard. */
    public enum Role {
        primary,
        replica
    }

    /** What a reply to a write waits for. */
    public enum Durability {
        async,
        disk,
        log
    }

    public NodeOptions {
        directives = List.copyOf(directives);
    }
}
