package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.replay.KeyCount;
import io.headwater.restore.request.Destination.Existing;
import io.headwater.restore.target.RespTarget;
import io.headwater.restore.target.WriteRule;
import io.headwater.restore.target.WriteRule.Onto;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running server or cluster. Shards are held until all are verified: what is replayed wrongly must not be in a live server already.
 *
 * <p>While keys are written, a key named {@code headwater:restore:ID} in the target says so; ID stands for what is restored. An interrupted restore leaves it there with how far
 * it came, and a restore of the same finds it: the keys beside it are its own then.
 */
final class RespPublication implements Publication {
    private final Supplier<RespTarget> connect;
    private final String url;
    private final Existing existing;
    private final Plan plan;
    private final String record;
    private final Progress progress;
    private final List<Replayed> shards = new ArrayList<>();
    private @Nullable RespTarget target;

    /** @param asked what of the plan is written, in words that are the same for the same */
    RespPublication(String url, Supplier<RespTarget> connect, Existing existing, Plan plan, String asked, Progress progress) {
        this.url = url;
        this.connect = connect;
        this.existing = existing;
        this.plan = plan;
        this.record = "headwater:restore:" + Integer.toHexString((plan.cluster() + plan.toMs() + asked + plan.cuts()).hashCode());
        this.progress = progress;
    }

    @Override
    public void prepare() {
        try (RespTarget probe = connect.get()) {
            boolean resumed = resumes(probe);
            if (resumed) {
                progress.step(url + " holds a part of this restore already: " + probe.record(record));
            }
        }
    }

    /** Whether an earlier run of the same restore was interrupted here. */
    private boolean resumes(RespTarget server) {
        if (existing != Existing.REFUSE) {
            return false;
        }
        long keys = server.keys();
        if (keys == 0) {
            return false;
        }
        if (server.record(record) != null) {
            return true;
        }
        throw new HeadwaterException(
                server.url() + " is not empty: it holds " + Times.count(keys) + " keys",
                "choose an empty server, or add --replace to remove them, or --skip-existing to leave them and write what is absent",
                HeadwaterException.EXIT_USAGE);
    }

    @Override
    public void add(Replayed shard) {
        shards.add(shard);
    }

    @Override
    public long publish() {
        // Connected anew: the replay may have taken longer than an idle connection lives.
        RespTarget server = connect.get();
        target = server;
        boolean resumed = resumes(server);
        long total = 0;
        for (Replayed shard : shards) {
            server.requireRoomFor(shard.keyspace());
            total += KeyCount.of(shard.keyspace(), plan.toMs(), plan.toMs()).keys();
        }
        long all = total;
        long effects = shards.stream().mapToLong(Replayed::effects).sum();
        try (Interruption unfinished = Interruption.says(() -> url + " holds a part of the restore: " + server.progress()
                + "; run the same command again to finish it")) {
            server.begin(rule(resumed), total, existing == Existing.REPLACE);
            for (Replayed shard : shards) {
                server.write(shard.keyspace(), plan.toMs(), keys -> progress.advanced("writing", keys, all, effects));
            }
            server.end();
        }
        if (existing == Existing.SKIP) {
            progress.step(Times.count(server.progress().written()) + " keys written; " + Times.count(server.progress().skipped()) + " were there and stay as they were");
        }
        return server.bytesOut();
    }

    @Override
    public long written(long restored) {
        RespTarget server = target;
        return existing == Existing.SKIP && server != null ? server.progress().written() : restored;
    }

    private WriteRule rule(boolean resumed) {
        Onto onto = existing == Existing.SKIP ? Onto.SKIP : resumed ? Onto.REPLACE : Onto.NOTHING;
        return new WriteRule(onto, record, "restore of " + plan.cluster() + " to " + Times.text(plan.toMs()));
    }

    @Override
    public String target() {
        return url;
    }

    @Override
    public void close() {
        if (target != null) {
            target.close();
        }
    }
}
