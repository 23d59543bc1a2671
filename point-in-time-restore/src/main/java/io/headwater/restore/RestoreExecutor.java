package io.headwater.restore;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Route;
import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.publish.Publication;
import io.headwater.restore.replay.KeyCount;
import io.headwater.restore.replay.ShardRestore;
import io.headwater.restore.replay.ShardRestore.Restored;
import java.util.ArrayList;
import java.util.List;

/** Runs a plan: every shard is loaded, replayed and verified before anything is published. One thread. */
final class RestoreExecutor {
    private final ShardRestore shards;
    private final Progress progress;

    RestoreExecutor(ShardRestore shards, Progress progress) {
        this.shards = shards;
        this.progress = progress;
    }

    /** Runs. */
    RestoreResult run(Plan plan, Publication publication) {
        long startNanos = System.nanoTime();
        publication.prepare();
        List<RestoreResult.Shard> results = new ArrayList<>();
        KeyCount total = KeyCount.NONE;
        OmissionReport omitted = OmissionReport.NONE;
        for (int i = 0; i < plan.shards().size(); i++) {
            Route planned = plan.shards().get(i);
            long shardNanos = System.nanoTime();
            Restored restored = shards.run(plan, i);
            Replayed replayed = restored.replayed();
            results.add(new RestoreResult.Shard(
                    planned.history().shard(),
                    planned.history().timeline().toString(),
                    replayed.position(),
                    restored.count().keys(),
                    replayed.effects(),
                    secondsSince(shardNanos),
                    replayed.proven(),
                    replayed.route().text(),
                    replayed.detours()));
            total = total.plus(restored.count());
            omitted = omitted.plus(restored.omitted());
            publication.add(replayed);
        }
        progress.step("writing " + publication.target());
        long bytes = publication.publish();
        return new RestoreResult(
                publication.target(),
                plan.toMs(),
                results,
                total.keys(),
                publication.written(total.keys()),
                total.expired(),
                total.expiringSoon(),
                bytes,
                omitted,
                secondsSince(startNanos));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
