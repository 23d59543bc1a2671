package io.headwater.archive.retention;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveLayout;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ExpiredSegments;
import io.headwater.archive.SegmentName;
import io.headwater.archive.SnapshotName;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.retention.ExpirePlan.Kept;
import io.headwater.archive.retention.ExpirePlan.OfTimeline;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Plans what may go, and deletes it.
 *
 * <p>The plan looks at the archive alone: what a topic still holds helps nobody once the gate has trimmed it. The snapshot at the window's beginning, which has nothing behind it to fall back on once the older ones are gone, is read and
 * verified before anything older may go; one that is damaged counts as not there, and what takes its place stays.
 *
 * <p>Order of deletion: first the record of what will go ({@link ExpiredSegments}); then of each object the manifest, and then the object. So a death at any point leaves objects that nobody needs and nobody
 * takes for a loss, and the next run finishes. One thread.
 */
public final class Expiry {
    private final Archive archive;
    private final RetentionPolicy policy;
    private final LongSupplier wallMs;
    private final Progress progress;
    private final Set<String> sound = new HashSet<>();
    private List<Pin> planned = List.of();

    /** @param wallMs milliseconds since 1970 */
    public Expiry(Archive archive, RetentionPolicy policy, LongSupplier wallMs, Progress progress) {
        this.archive = archive;
        this.policy = policy;
        this.wallMs = wallMs;
        this.progress = progress;
    }

    /** What was deleted. */
    public record Deleted(long objects, long bytes) {}

    /**
     * A plan for each shard. Deletes nothing.
     *
     * @throws DamagedObjectException if a pin cannot be read
     */
    public List<ExpirePlan> plan() {
        List<Pin> pins = new Pins(archive).all();
        planned = pins;
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        inventory.problems().forEach(progress::step);
        List<SnapshotInfo> snapshots = new ArrayList<>();
        inventory.shards().forEach(histories -> histories.forEach(history -> snapshots.addAll(history.snapshots())));
        Map<SnapshotInfo, String> ruled = KeepRules.of(snapshots, policy);
        List<ExpirePlan> plans = new ArrayList<>();
        for (int shard = 0; shard < inventory.shards().size(); shard++) {
            plans.add(plan(shard, inventory.shards().get(shard), pins, ruled));
        }
        return plans;
    }

    private ExpirePlan plan(int shard, List<ShardHistory> histories, List<Pin> pins, Map<SnapshotInfo, String> ruled) {
        Set<String> unusable = new HashSet<>();
        while (true) {
            ExpirePlan plan = ExpirePlan.of(shard, histories, policy, pins, ruled, unusable, wallMs.getAsLong());
            Optional<DamagedObjectException> damage = plan.isEmpty() ? Optional.empty() : damagedBase(plan);
            if (damage.isEmpty()) {
                return plan;
            }
            progress.step(damage.get().getMessage() + "; what takes its place stays");
            unusable.add(damage.get().object());
        }
    }

    /** The first of the snapshots with which the window begins that turns out to be damaged. */
    private Optional<DamagedObjectException> damagedBase(ExpirePlan plan) {
        for (Kept kept : plan.kept()) {
            SnapshotInfo base = kept.snapshot();
            if (base.timeMs() > plan.windowFromMs() || sound.contains(base.object())) {
                continue;
            }
            try {
                if (!(archive.manifest(base.manifest()).content() instanceof Snapshot snapshot)) {
                    throw new DamagedObjectException(base.manifest(), "describes another object");
                }
                StoredObject object = snapshot.object();
                archive.verify(object);
                sound.add(base.object());
            } catch (DamagedObjectException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /**
     * Deletes what a plan of this instance says, and what an earlier run left.
     *
     * @throws HeadwaterException if a pin was made since it was planned; nothing was deleted
     */
    public Deleted run(ExpirePlan plan) {
        if (!new Pins(archive).all().equals(planned)) {
            throw new HeadwaterException("the pins have changed since this was planned", "run it again", HeadwaterException.EXIT_UNAVAILABLE);
        }
        ObjectStore store = archive.store();
        List<ObjectInfo> doomed = new ArrayList<>();
        for (OfTimeline<SnapshotInfo> gone : plan.snapshots()) {
            doomed.add(new ObjectInfo(gone.object().manifest(), 0));
            doomed.add(new ObjectInfo(gone.object().object(), gone.object().bytes()));
        }
        for (OfTimeline<SegmentInfo> gone : plan.segments()) {
            doomed.add(new ObjectInfo(gone.object().manifest(), 0));
            doomed.add(new ObjectInfo(gone.object().object(), Math.max(0, gone.object().bytes())));
        }
        Set<ShardHistory> histories = new HashSet<>();
        plan.segments().forEach(gone -> histories.add(gone.history()));
        histories.forEach(history -> record(plan, history));
        doomed.addAll(leftovers(plan));
        long bytes = 0;
        for (int i = 0; i < doomed.size(); i++) {
            store.delete(doomed.get(i).name());
            bytes += doomed.get(i).bytes();
            progress.advanced("shard " + plan.shard() + ": deleting", i + 1, doomed.size(), 0);
        }
        return new Deleted(doomed.size(), bytes);
    }

    private void record(ExpirePlan plan, ShardHistory history) {
        List<Long> sequences = plan.segments().stream()
                .filter(gone -> gone.history().equals(history))
                .map(gone -> gone.object().sequence())
                .toList();
        ExpiredSegments.of(archive, plan.shard(), history.timeline()).and(sequences).record(archive, plan.shard(), history.timeline());
    }

    /** Objects whose manifest an earlier run deleted, and old snapshots that nobody ever finished. */
    private List<ObjectInfo> leftovers(ExpirePlan plan) {
        List<ObjectInfo> left = new ArrayList<>();
        for (var timeline : archive.timelines(plan.shard())) {
            Set<String> listed = new HashSet<>();
            archive.segments(plan.shard(), timeline).forEach(name -> listed.add(archive.segmentObject(plan.shard(), timeline, name)));
            archive.snapshots(plan.shard(), timeline).forEach(name -> listed.add(archive.snapshotObject(plan.shard(), timeline, name)));
            ExpiredSegments expired = ExpiredSegments.of(archive, plan.shard(), timeline);
            for (ObjectInfo object : archive.objects(plan.shard(), timeline)) {
                if (!listed.contains(object.name()) && isLeft(ArchiveLayout.base(object.name()), expired, plan.windowFromMs())) {
                    left.add(object);
                }
            }
        }
        return left;
    }

    private static boolean isLeft(String base, ExpiredSegments expired, long windowFromMs) {
        if (base.endsWith(SnapshotName.RDB)) {
            return SnapshotName.parse(base.substring(0, base.length() - SnapshotName.RDB.length()))
                    .filter(name -> name.timeMs() < windowFromMs)
                    .isPresent();
        }
        return SegmentName.parse(base).filter(name -> expired.holds(name.sequence())).isPresent();
    }
}
