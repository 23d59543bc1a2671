package io.headwater.cache.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shards under the names by which Sentinel's clients ask for them: the cluster's name for the only shard, otherwise {@code <cluster>-<shard>}, which the only
 * shard answers to as well.
 */
final class SentinelMasters {
    /** A shard whose primary is known. */
    record Master(String name, ClusterView.Shard shard, ClusterView.Node primary) {}

    private SentinelMasters() {}

    /** All shards whose primary is known, each under its first name. */
    static List<Master> all(ClusterView cluster) {
        List<Master> masters = new ArrayList<>();
        List<ClusterView.Shard> shards = cluster.shards();
        for (int i = 0; i < shards.size(); i++) {
            ClusterView.Node primary = shards.get(i).primary();
            if (primary != null) masters.add(new Master(names(cluster, i).getFirst(), shards.get(i), primary));
        }
        return masters;
    }

    /** The shard of this name, or null if there is none or its primary is unknown. */
    static @Nullable Master find(ClusterView cluster, String name) {
        List<ClusterView.Shard> shards = cluster.shards();
        for (int i = 0; i < shards.size(); i++) {
            ClusterView.Node primary = shards.get(i).primary();
            if (primary != null && names(cluster, i).contains(name)) return new Master(name, shards.get(i), primary);
        }
        return null;
    }

    /** The names of a shard by its number; at least one. */
    static List<String> names(ClusterView cluster, int shard) {
        String numbered = cluster.name() + "-" + shard;
        return cluster.enabled() ? List.of(numbered) : List.of(cluster.name(), numbered);
    }

    /** The nodes of the whole cluster but the one with this id, each once: they all answer as Sentinels do. */
    static List<ClusterView.Node> others(ClusterView cluster, String id) {
        List<ClusterView.Node> others = new ArrayList<>();
        for (ClusterView.Shard shard : cluster.shards()) {
            ClusterView.Node primary = shard.primary();
            if (primary != null && !primary.id().equals(id)) others.add(primary);
            for (ClusterView.Node replica : shard.replicas()) {
                if (!replica.id().equals(id)) others.add(replica);
            }
        }
        return others;
    }
}
