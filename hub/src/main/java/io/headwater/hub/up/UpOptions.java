package io.headwater.hub.up;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater up} was asked for.
 *
 * @param port port of shard 0's primary
 * @param directory where everything is kept
 * @param standbys standbys per shard, 0 or more; with any, they take over by themselves
 * @param replicas replicas per shard, 0 or more
 * @param shards number of shards; null: what the directory holds, else 1
 * @param cluster the cluster's name, the prefix of its topics
 * @param kafka bootstrap address of a running Kafka; null: what the directory holds, else an own broker
 * @param registry URL of a running registry; null: what the directory holds, else an own one
 */
public record UpOptions(
        int port,
        Path directory,
        int standbys,
        int replicas,
        @Nullable Integer shards,
        String cluster,
        @Nullable String kafka,
        @Nullable String registry) {}
