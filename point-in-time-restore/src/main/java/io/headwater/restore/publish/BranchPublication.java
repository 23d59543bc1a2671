package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.publisher.BranchOrigin;
import io.headwater.publisher.NewCluster;
import io.headwater.publisher.ShardBranch;
import io.headwater.restore.branch.BranchKeys;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.Destination;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A new cluster in Kafka. Its logs are written when all shards are verified, and read back; the record that lets nodes in is the last. What an interruption leaves is never
 * served, and the next restore of that name replaces it.
 */
final class BranchPublication implements Publication {
    private final NewCluster cluster;
    private final Destination.NewCluster wanted;
    private final Plan plan;
    private final Progress progress;
    private final List<Replayed> shards = new ArrayList<>();

    BranchPublication(NewCluster cluster, Destination.NewCluster wanted, Plan plan, Progress progress) {
        this.wanted = wanted;
        this.cluster = cluster;
        this.plan = plan;
        this.progress = progress;
    }

    @Override
    public void prepare() {
        if (!wanted.elsewhere() && cluster.name().equals(plan.cluster())) {
            throw new HeadwaterException(
                    "the new cluster needs another name than " + plan.cluster(), "to change the cluster itself, use --in-place", HeadwaterException.EXIT_USAGE);
        }
        Branch left = cluster.requireFree();
        if (left != null) {
            progress.step("replacing what an interrupted restore of " + left.source() + " to " + Times.text(left.timeMs()) + " left in " + cluster.name());
        }
    }

    @Override
    public void add(Replayed shard) {
        shards.add(shard);
    }

    @Override
    public long publish() {
        int count = wanted.shards() == Destination.NewCluster.AS_THE_SOURCE ? shards.size() : wanted.shards();
        requireRoom(count);
        try (Interruption unfinished = Interruption.says(() -> "the cluster " + cluster.name()
                + " is not complete, no node can join it; run the same command again to replace what is there")) {
            String restore = cluster.begin(plan.cluster(), count, plan.toMs());
            long bytes = 0;
            for (int i = 0; i < count; i++) {
                bytes += write(i, count, restore);
            }
            cluster.complete();
            progress.step("verified: every log was read back and holds, byte for byte, what was written");
            return bytes;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "the cluster " + cluster.name() + " could not be written: " + e.getMessage(),
                    "no node can join it; run the same command again to replace what is there",
                    HeadwaterException.EXIT_FAILURE,
                    e);
        }
    }

    /** A cluster of several shards has only database 0. */
    private void requireRoom(int count) {
        for (Replayed shard : shards) {
            for (int i = 1; count > 1 && i < shard.keyspace().databases(); i++) {
                if (shard.keyspace().database(i).size() > 0) {
                    throw new HeadwaterException(
                            "there are keys in database " + i + ", and a cluster of " + count + " shards has only database 0",
                            "give it one shard, or choose keys with --db 0",
                            HeadwaterException.EXIT_USAGE);
                }
            }
        }
    }

    /** A shard of the new cluster owns a range of slots, and gets the keys of those from every shard that had any of them. */
    private long write(int index, int count, String restore) throws IOException {
        List<Replayed> sources = shards.stream().filter(shard -> shares(shard.route().history().shard(), index, count)).toList();
        try (ShardBranch branch = cluster.shard(index)) {
            branch.begin(sources.stream().map(shard -> origin(shard, restore)).toList());
            BranchKeys keys = new BranchKeys(branch, slot -> count == shards.size() || Slots.shardOf(slot, count) == index);
            long total = sources.stream().mapToLong(shard -> shard.keyspace().size()).sum();
            long effects = sources.stream().mapToLong(Replayed::effects).sum();
            for (Replayed shard : sources) {
                keys.write(shard.keyspace(), plan.toMs(), written -> progress.advanced("writing shard " + index, written, total, effects));
            }
            return branch.finish();
        }
    }

    private boolean shares(int source, int index, int count) {
        return count == shards.size()
                ? source == index
                : Slots.firstOf(source, shards.size()) < Slots.firstOf(index + 1, count) && Slots.firstOf(index, count) < Slots.firstOf(source + 1, shards.size());
    }

    private BranchOrigin origin(Replayed shard, String restore) {
        return new BranchOrigin(
                plan.cluster(), shard.route().history().shard(), shard.route().history().timeline(), shard.position(), plan.toMs(), restore);
    }

    @Override
    public String target() {
        return "new cluster " + cluster.name();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
