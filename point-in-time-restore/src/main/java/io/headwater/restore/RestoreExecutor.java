package io.headwater.restore;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.ShardReplay;
import java.util.ArrayList;
import java.util.List;

/** Runs a plan: every shard is loaded, replayed and verified before anything is published. One thread. */
final class RestoreExecutor {
    private final ShardReplay replay;
    private final Progress progress;

    RestoreExecutor(ShardReplay replay, Progress progress) {
        this.replay = replay;
        this.progress = progress;
    }

    /**
     * Runs.
     *
     * @param wallMs now, by the wall clock: what is expired by then will not live long
     */
    RestoreResult run(Plan plan, Publication publication, long wallMs) {
        long startNanos = System.nanoTime();
        publication.prepare();
        List<RestoreResult.Shard> shards = new ArrayList<>();
        KeyCount total = KeyCount.NONE;
        for (int i = 0; i < plan.shards().size(); i++) {
            Route planned = plan.shards().get(i);
            long shardNanos = System.nanoTime();
            Replayed replayed = replay.run(planned.history(), plan.cuts().get(i), null);
            double seconds = secondsSince(shardNanos);
            KeyCount count = KeyCount.of(replayed.keyspace(), plan.toMs(), wallMs);
            shards.add(new RestoreResult.Shard(
                    planned.history().shard(),
                    planned.history().timeline().toString(),
                    replayed.position(),
                    count.keys(),
                    replayed.effects(),
                    seconds));
            total = total.plus(count);
            publication.add(replayed);
        }
        progress.step("writing " + publication.target());
        long bytes = publication.publish();
        return new RestoreResult(
                publication.target(),
                plan.toMs(),
                shards,
                total.keys(),
                total.expired(),
                total.expiringSoon(),
                bytes,
                secondsSince(startNanos));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
