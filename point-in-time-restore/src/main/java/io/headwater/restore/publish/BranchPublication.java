package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.publisher.BranchOrigin;
import io.headwater.publisher.NewCluster;
import io.headwater.publisher.ShardBranch;
import io.headwater.restore.branch.BranchKeys;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A new cluster in Kafka. Its logs are written when all shards are verified, and read back; the record that lets nodes in is the last. What an interruption leaves is never
 * served, and the next restore of that name replaces it.
 */
final class BranchPublication implements Publication {
    private final NewCluster cluster;
    private final Plan plan;
    private final Progress progress;
    private final List<Replayed> shards = new ArrayList<>();

    BranchPublication(NewCluster cluster, Plan plan, Progress progress) {
        this.cluster = cluster;
        this.plan = plan;
        this.progress = progress;
    }

    @Override
    public void prepare() {
        if (cluster.name().equals(plan.cluster())) {
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
        try (Interruption unfinished = Interruption.says(() -> "the cluster " + cluster.name()
                + " is not complete, no node can join it; run the same command again to replace what is there")) {
            String restore = cluster.begin(plan.cluster(), shards.size(), plan.toMs());
            long bytes = 0;
            for (Replayed shard : shards) {
                bytes += write(shard, restore);
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

    private long write(Replayed shard, String restore) throws IOException {
        int index = shard.route().history().shard();
        try (ShardBranch branch = cluster.shard(index)) {
            branch.begin(new BranchOrigin(
                    plan.cluster(), index, shard.route().history().timeline(), shard.position(), plan.toMs(), restore));
            BranchKeys keys = new BranchKeys(branch);
            long total = shard.keyspace().size();
            keys.write(shard.keyspace(), plan.toMs(), count -> progress.advanced("writing shard " + index, count, total, shard.effects()));
            return branch.finish();
        }
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
