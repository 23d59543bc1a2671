package io.headwater.archive;

import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proof.Kind;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of every shard: a restore to the log's end, written to the archive. It starts from the snapshot before and reads what came since, so that it
 * costs what was written and never touches a primary. One thread.
 */
public final class SnapshotJob {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final Path spoolDirectory;
    private final Progress progress;
    private long effects;

    /**
     * @param topics null to go no further than the archive
     * @param spoolDirectory where a snapshot is kept until it is stored
     */
    public SnapshotJob(
            Archive archive,
            @Nullable ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            Path spoolDirectory,
            Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.spoolDirectory = spoolDirectory;
        this.progress = progress;
    }

    /**
     * A shard's newest snapshot.
     *
     * @param proven the newest digest of the log that it was compared with; null if there was none
     * @param taken whether this run took it; otherwise nothing was written since
     */
    public record Taken(int shard, SnapshotInfo snapshot, long keys, boolean taken, @Nullable Proven proven) {}

    /**
     * Runs once over all shards.
     *
     * @param shards how many; 0 to ask the archive
     * @throws HeadwaterException if there is no log, or it cannot be read
     */
    public List<Taken> run(int shards) {
        long startNanos = System.nanoTime();
        archive.store().sweep();
        if (shards > 0) {
            archive.recordShards(shards);
        }
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, 0);
        inventory.problems().forEach(progress::step);
        if (topics != null && inventory.topicProblem() != null) {
            progress.step(inventory.topicProblem() + ": the snapshot ends where the archive does");
        }
        if (inventory.shards().isEmpty()) {
            throw nothing("cluster " + archive.cluster());
        }
        List<Taken> taken = new ArrayList<>();
        for (List<ShardHistory> histories : inventory.shards()) {
            if (histories.isEmpty()) {
                throw nothing("shard " + taken.size() + " of cluster " + archive.cluster());
            }
            taken.add(shard(histories.getFirst()));
        }
        record(taken, (System.nanoTime() - startNanos) / 1e9);
        return taken;
    }

    /** Every snapshot was loaded or replayed, and read back: that was a restore. */
    private void record(List<Taken> all, double seconds) {
        long restoredMs = Long.MAX_VALUE;
        long digestMs = Long.MAX_VALUE;
        long keys = 0;
        for (Taken taken : all) {
            Proven proven = taken.proven();
            restoredMs = Math.min(restoredMs, taken.snapshot().timeMs() - 1);
            digestMs = Math.min(digestMs, proven == null ? Proof.NONE : proven.timeMs());
            keys += taken.keys();
        }
        new Proofs(archive).record(new Proof(Kind.SNAPSHOT, System.currentTimeMillis(), restoredMs, digestMs, seconds, keys, effects, ""));
    }

    private Taken shard(ShardHistory history) {
        Replayed replayed =
                new ShardReplay(archive, topics, schemas, progress).run(history, Routes.LATEST, true);
        effects += replayed.effects();
        SnapshotInfo base = replayed.route().snapshot();
        if (base != null && base.position().equals(replayed.end().filter().position())) {
            return new Taken(history.shard(), base, replayed.keyspace().size(), false, replayed.proven());
        }
        ArchiveManifest manifest = new SnapshotWriter(archive, spoolDirectory).write(history.shard(), replayed);
        Snapshot snapshot = (Snapshot) manifest.content();
        SnapshotName name = SnapshotName.at(manifest.end());
        SnapshotInfo info = new SnapshotInfo(
                snapshot.object().name(),
                archive.snapshotManifest(history.shard(), manifest.timeline(), name),
                manifest.position(),
                manifest.lastTimeMs(),
                manifest.end().nextOffset(),
                snapshot.object().bytes());
        return new Taken(history.shard(), info, snapshot.keys(), true, snapshot.proven());
    }

    private HeadwaterException nothing(String what) {
        return new HeadwaterException(
                "there is nothing to take a snapshot of: no log of " + what + " in " + archive.store().url()
                        + (topics == null ? "" : " or Kafka"),
                "start a primary first, or check --cluster and --store",
                HeadwaterException.EXIT_UNAVAILABLE);
    }
}
