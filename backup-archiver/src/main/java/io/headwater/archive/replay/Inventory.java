package io.headwater.archive.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is to restore a cluster from.
 *
 * @param store the archive's URL
 * @param shards for each shard its histories, the one that went on longest first; a shard without any has an empty list
 * @param topicProblem why the topics are left out; null if they are not
 * @param problems what is wrong with the archive, one line each
 */
public record Inventory(
        String cluster, String store, List<List<ShardHistory>> shards, @Nullable String topicProblem, List<String> problems) {
    public Inventory {
        shards = shards.stream().map(List::copyOf).toList();
        problems = List.copyOf(problems);
    }
}
