package io.headwater.replication;

import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.ClusterDirectory.Timings;
import io.headwater.schemas.ClusterRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the records of the readers' topic add up to. The topic is compacted, so keys are chosen such that what must win is never compacted away by what
 * must lose:
 *
 * <pre>
 * shards/NONCE          the number of shards, one record per node that ever tried to fix it; the lowest offset wins
 * primary/SHARD/NODE    a node's newest epoch as primary; the highest epoch of a shard wins
 * reader/NAME           a reader's newest position
 * branch/ID/begun       a restore is filling the cluster; it counts if no number of shards and no other restore stands before it
 * branch/ID/complete    everything is there: this fixes the number of shards
 * timings/SHARD/NODE    by which times a node keeps and contests the lease
 * </pre>
 *
 * Owned by one thread.
 */
final class DirectoryState {
    private int shards;
    private ClusterRecord.@Nullable Branch branch;
    private final Map<String, ClusterRecord.Primary> primaryByKey = new HashMap<>();
    private final Map<String, ClusterRecord.Reader> readerByKey = new TreeMap<>();
    private final Map<String, ClusterRecord.Timings> timingsByKey = new TreeMap<>();

    /**
     * Takes the topic's next record in.
     *
     * @param record null for a tombstone
     */
    void fold(String key, @Nullable ClusterRecord record) {
        switch (record) {
            case null -> {
                primaryByKey.remove(key);
                readerByKey.remove(key);
                timingsByKey.remove(key);
            }
            // A node that came while a restore was filling the cluster was refused, but its record stays.
            case ClusterRecord.ShardCount count -> shards = shards == 0 && branch == null ? count.shards() : shards;
            case ClusterRecord.Branch restore -> foldBranch(restore);
            case ClusterRecord.Primary primary -> primaryByKey.put(key, primary);
            case ClusterRecord.Reader reader -> readerByKey.put(key, reader);
            case ClusterRecord.Timings timings -> timingsByKey.put(key, timings);
        }
    }

    private void foldBranch(ClusterRecord.Branch restore) {
        if (branch == null && shards == 0 && !restore.isComplete()) {
            branch = restore;
        } else if (branch != null && branch.id().equals(restore.id()) && restore.isComplete()) {
            branch = restore;
            shards = restore.shards();
        }
    }

    /**
     * The cluster now.
     *
     * @param nowMs wall clock; readers whose time to live is over are left out
     */
    ClusterMap map(long nowMs) {
        Map<Integer, ClusterRecord.Primary> newestByShard = new TreeMap<>();
        for (ClusterRecord.Primary primary : primaryByKey.values()) {
            newestByShard.merge(primary.shard(), primary, (one, other) -> one.epoch() >= other.epoch() ? one : other);
        }
        List<Primary> primaries = new ArrayList<>();
        newestByShard.values().forEach(p -> primaries.add(new Primary(p.shard(), p.node(), p.address(), p.epoch())));
        List<Reader> readers = new ArrayList<>();
        for (ClusterRecord.Reader r : readerByKey.values()) {
            if (nowMs - r.lastSeenMs() <= r.timeToLiveMs()) {
                readers.add(readerOf(r));
            }
        }
        return new ClusterMap(shards, List.copyOf(primaries), List.copyOf(readers), branch());
    }

    private @Nullable Branch branch() {
        ClusterRecord.Branch b = branch;
        return b == null ? null : new Branch(b.id(), b.shards(), b.source(), b.timeMs(), b.isComplete());
    }

    /** Every registered reader, also one whose time to live is over. */
    List<Reader> readers() {
        return readerByKey.values().stream().map(DirectoryState::readerOf).toList();
    }

    /** What every node that has ever started goes by. */
    List<Timings> timings() {
        return timingsByKey.values().stream().map(t -> new Timings(t.shard(), t.node(), t.leaseMs(), t.challengeMs())).toList();
    }

    private static Reader readerOf(ClusterRecord.Reader r) {
        return new Reader(r.name(), r.role(), r.shard(), r.address(), r.position(), r.durableLsn(), r.nextOffset(), r.lastSeenMs(), r.timeToLiveMs());
    }

    static String shardCountKey(String nonce) {
        return "shards/" + nonce;
    }

    static String branchKey(String id, boolean complete) {
        return "branch/" + id + (complete ? "/complete" : "/begun");
    }

    static String primaryKey(int shard, String node) {
        return "primary/" + shard + "/" + node;
    }

    static String timingsKey(int shard, String node) {
        return "timings/" + shard + "/" + node;
    }

    static String readerKey(String name) {
        return "reader/" + name;
    }
}
