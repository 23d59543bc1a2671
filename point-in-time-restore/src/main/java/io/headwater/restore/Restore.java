package io.headwater.restore;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.LogScan;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.plan.Estimate;
import io.headwater.restore.plan.OutsideWindowException;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.plan.PlanText;
import io.headwater.restore.plan.RestorePlanner;
import io.headwater.restore.point.PointFinder;
import io.headwater.restore.preview.PresentState;
import io.headwater.restore.preview.Preview;
import io.headwater.restore.preview.PreviewRun;
import io.headwater.restore.publish.Publication;
import io.headwater.restore.publish.Publications;
import io.headwater.restore.publish.RunningCluster;
import io.headwater.restore.replay.ShardRestore;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestorePoint.Time;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.request.RestoreRequest.Mode;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The restore command, from what there is to what was written. One thread. */
public final class Restore {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final int shards;
    private final Progress progress;
    private final @Nullable RunningCluster cluster;

    /**
     * A restore from a cluster's archive and log, without the cluster itself.
     *
     * @param topics null to use the archive alone
     * @param shards how many the cluster has; 0 to ask the archive
     */
    public Restore(
            Archive archive,
            @Nullable ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            int shards,
            Progress progress) {
        this(archive, topics, schemas, shards, progress, null);
    }

    /**
     * The same with the cluster.
     *
     * @param cluster null if nothing is to be restored in place or to a new cluster
     */
    public Restore(
            Archive archive,
            @Nullable ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            int shards,
            Progress progress,
            @Nullable RunningCluster cluster) {
        this.cluster = cluster;
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.shards = shards;
        this.progress = progress;
    }

    /**
     * Plans a restore.
     *
     * @param wallMs now, by the wall clock
     * @throws OutsideWindowException if the time cannot be restored
     */
    public Plan plan(RestoreRequest request, long wallMs) {
        RestorePoint point = request.point();
        // A time that has not come is not waited for.
        long awaitedMs = point instanceof Time time ? (time.ms() <= wallMs ? time.ms() : 0) : wallMs;
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, awaitedMs);
        RestorePlanner.requireLogs(inventory);
        LogScan scan = new LogScan(archive, topics, schemas, progress);
        return RestorePlanner.plan(new PointFinder(inventory, scan, progress).resolve(point), request.omission(), inventory);
    }

    /**
     * Restores; the plan and the result go to {@code out}, all else to the progress.
     *
     * @throws HeadwaterException if it cannot be done; nothing was published then unless the message says so
     */
    public void run(RestoreRequest request, PrintStream out) {
        long wallMs = System.currentTimeMillis();
        Plan plan = plan(request, wallMs);
        if (request.mode() == Mode.PLAN) {
            Estimate estimate = estimate(plan, wallMs);
            print(out, request.json() ? PlanText.json(plan, estimate) + "\n" : PlanText.text(plan) + estimate.text());
            return;
        }
        if (request.json()) {
            plan.notes().forEach(progress::step);
        } else {
            print(out, PlanText.text(plan));
        }
        ShardRestore shard = new ShardRestore(new ShardReplay(archive, topics, schemas, progress), request, wallMs);
        if (request.mode() == Mode.PREVIEW) {
            Preview preview = new PreviewRun(shard, new ShardReplay(archive, topics, schemas, progress), request, progress).run(plan);
            print(out, request.json() ? preview.json(request, plan) + "\n" : preview.text(request));
            return;
        }
        try (Publication publication = publications().of(request, plan)) {
            RestoreResult result = new RestoreExecutor(shard, progress).run(plan, publication);
            result.warnings(request).forEach(progress::step);
            print(out, request.json() ? result.json(request, plan, publication) + "\n" : result.text(request));
        }
    }

    private Estimate estimate(Plan plan, long wallMs) {
        long keys = 0;
        for (Route route : plan.shards()) {
            SnapshotInfo snapshot = route.snapshot();
            keys += snapshot == null ? 0 : keys(snapshot);
        }
        return Estimate.of(keys, plan.entries(), new Proofs(archive).all(), wallMs);
    }

    private long keys(SnapshotInfo snapshot) {
        try {
            return archive.manifest(snapshot.manifest()).content() instanceof Snapshot content ? content.keys() : 0;
        } catch (DamagedObjectException e) {
            return 0; // the restore will say it, and go another way
        }
    }

    private Publications publications() {
        return new Publications(cluster, () -> new PresentState(archive, topics, schemas, shards, progress).replay(), progress);
    }

    private static void print(PrintStream out, String text) {
        out.print(text);
        out.flush();
    }
}
