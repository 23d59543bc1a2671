package io.headwater.cache.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is outside of a node and may be there or not; wired by whoever starts it.
 *
 * @param log the shard's log, where there is one; for one start
 * @param directory what the cluster's nodes know of each other; wherever there is a log
 * @param bases how bases are made
 * @param older the past of keys before what the directory knows
 * @param progress takes one line for each step of the start that takes time
 */
public record NodePorts(
        @Nullable ShardLog log,
        @Nullable ClusterDirectory directory,
        BaseBuilder bases,
        OlderVersions older,
        Consumer<String> progress) {
    /** A plain cache: no log, and bases are made by a thread of the node. */
    public static final NodePorts NONE = new NodePorts(null, null, BaseBuilder.IN_PROCESS, line -> {});

    /** Of a node that knows no archive. */
    public NodePorts(@Nullable ShardLog log, @Nullable ClusterDirectory directory, BaseBuilder bases, Consumer<String> progress) {
        this(log, directory, bases, OlderVersions.NONE, progress);
    }
}
