package io.headwater.hub.backup;

import io.headwater.archive.Archive;
import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.schedule.SnapshotDistance;
import io.headwater.replication.RecordSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** What an archive looks like from outside, for the schedule of snapshots and as metrics in the text format of Prometheus. One thread looks, any thread reads. */
public final class ArchiveFigures {
    private final AtomicLong snapshotFailures = new AtomicLong();
    private final AtomicLong expiryFailures = new AtomicLong();
    private final AtomicLong expiredObjects = new AtomicLong();
    private volatile Optional<Look> last = Optional.empty();

    /** One look. */
    private record Look(String cluster, List<ShardHistory> shards, List<String> problems, Optional<Proof> proven, Proof newest) {}

    private static final Proof NO_PROOF = new Proof(Proof.Kind.SNAPSHOT, 0, 0, Proof.NONE, 0, 0, 0, "");

    /** Looks at the archive; returns how much log is behind the snapshots. */
    public SnapshotDistance look(Archive archive) {
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        List<ShardHistory> present = new ArrayList<>();
        inventory.shards().stream().filter(histories -> !histories.isEmpty()).forEach(histories -> present.add(histories.getFirst()));
        List<Proof> proofs = new Proofs(archive).all();
        last = Optional.of(new Look(
                archive.cluster(), present, inventory.problems(), Proofs.last(proofs), proofs.isEmpty() ? NO_PROOF : proofs.getFirst()));
        return SnapshotDistance.of(inventory.shards());
    }

    public void snapshotFailed() {
        snapshotFailures.incrementAndGet();
    }

    public void expiryFailed() {
        expiryFailures.incrementAndGet();
    }

    public void expired(long objects) {
        expiredObjects.addAndGet(objects);
    }

    /** The metrics. */
    public String text(long nowMs) {
        StringBuilder out = new StringBuilder();
        last.ifPresent(look -> {
            String cluster = "cluster=\"" + look.cluster() + "\"";
            look.proven().ifPresent(proof -> {
                metric(out, "last_proven_timestamp_seconds", "gauge", "The newest moment that was restored and verified.");
                sample(out, "last_proven_timestamp_seconds", cluster, proof.restoredMs() / 1000.0);
                metric(out, "restore_seconds", "gauge", "How long that restore took.");
                sample(out, "restore_seconds", cluster, proof.seconds());
            });
            metric(out, "newest_proof_failed", "gauge", "1 if the newest rehearsal, drill or snapshot failed.");
            sample(out, "newest_proof_failed", cluster, look.newest().isGood() ? 0 : 1);
            metric(out, "problems", "gauge", "Objects that are missing or damaged, as far as a listing shows them.");
            sample(out, "problems", cluster, look.problems().size());
            perShard(out, look, "lag_seconds", "How old the newest archived moment is.", shard -> Math.max(0, nowMs - shard.newestMs()), 1000);
            perShard(out, look, "segments", "Segments of the present timeline.", shard -> shard.segments().size(), 1);
            perShard(out, look, "log_bytes", "Bytes of these segments.", ArchiveFigures::logBytes, 1);
            perShard(out, look, "snapshots", "Snapshots of the present timeline.", shard -> shard.snapshots().size(), 1);
            perShard(out, look, "snapshot_bytes", "Bytes of these snapshots.", ArchiveFigures::snapshotBytes, 1);
            perShard(
                    out,
                    look,
                    "newest_snapshot_timestamp_seconds",
                    "The time of the newest snapshot; 0 if there is none.",
                    shard -> shard.snapshots().isEmpty() ? 0 : shard.snapshots().getLast().timeMs(),
                    1000);
        });
        counter(out, "snapshot_failures_total", "Scheduled snapshots that failed.", snapshotFailures);
        counter(out, "expiry_failures_total", "Runs of the expiry that failed.", expiryFailures);
        counter(out, "expired_objects_total", "Objects that were deleted.", expiredObjects);
        return out.toString();
    }

    private static long logBytes(ShardHistory history) {
        return history.segments().stream().mapToLong(SegmentInfo::bytes).filter(bytes -> bytes > 0).sum();
    }

    private static long snapshotBytes(ShardHistory history) {
        return history.snapshots().stream().mapToLong(SnapshotInfo::bytes).sum();
    }

    private static void perShard(StringBuilder out, Look look, String name, String help, ToLongFunction<ShardHistory> value, long divisor) {
        metric(out, name, "gauge", help);
        for (ShardHistory shard : look.shards()) {
            sample(out, name, "cluster=\"" + look.cluster() + "\",shard=\"" + shard.shard() + "\"", (double) value.applyAsLong(shard) / divisor);
        }
    }

    private static void counter(StringBuilder out, String name, String help, AtomicLong value) {
        metric(out, name, "counter", help);
        out.append("headwater_archive_").append(name).append(' ').append(value.get()).append('\n');
    }

    private static void metric(StringBuilder out, String name, String type, String help) {
        out.append("# HELP headwater_archive_").append(name).append(' ').append(help).append("\n# TYPE headwater_archive_").append(name).append(' ')
                .append(type).append('\n');
    }

    private static void sample(StringBuilder out, String name, String labels, double value) {
        String text = value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
        out.append("headwater_archive_").append(name).append('{').append(labels).append("} ").append(text).append('\n');
    }
}
