package io.headwater.restore.replay;

import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.omit.OmittingFilter;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.RestoreRequest;

/** Makes one shard after the other what a request wants it to be: replays it, leaves out on the way, and chooses the keys. One thread. */
public final class ShardRestore {
    private final ShardReplay replay;
    private final RestoreRequest request;
    private final long wallMs;

    /** @param wallMs now, by the wall clock */
    public ShardRestore(ShardReplay replay, RestoreRequest request, long wallMs) {
        this.replay = replay;
        this.request = request;
        this.wallMs = wallMs;
    }

    /**
     * A shard as it is to be written.
     *
     * @param count its keys; those that were expired at the restored time among all, selected or not
     * @param omitted what was left out
     */
    public record Restored(Replayed replayed, KeyCount count, OmissionReport omitted) {}

    /** Restores a shard of the plan. */
    public Restored run(Plan plan, int shard) {
        OmittingFilter filter = request.omission().isNone() ? null : new OmittingFilter(request.omission(), shard);
        Replayed replayed = replay.run(plan.shards().get(shard).history(), plan.cuts().get(shard), filter);
        if (filter != null) {
            WayCheck.require(replayed, plan.shards().get(shard));
        }
        KeyCount before = KeyCount.of(replayed.keyspace(), plan.toMs(), wallMs);
        Replayed shaped = new Shaping(request.selection(), request.ttl(), plan.toMs(), wallMs).shape(replayed);
        KeyCount count = shaped == replayed ? before : KeyCount.of(shaped.keyspace(), plan.toMs(), wallMs).withExpired(before.expired());
        return new Restored(shaped, count, filter == null ? OmissionReport.NONE : filter.report());
    }
}
