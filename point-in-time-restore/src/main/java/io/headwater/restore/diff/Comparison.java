package io.headwater.restore.diff;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.LogScan;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.plan.RestorePlanner;
import io.headwater.restore.point.PointFinder;
import io.headwater.restore.replay.WayCheck;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.Selection;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two points of the log. Each shard is folded once, to the second point; from the first on, what is about to change is remembered, so that it takes one
 * keyspace and what has changed of it. One thread.
 */
public final class Comparison {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final int shards;
    private final Progress progress;

    /**
     * @param topics null to use the archive alone
     * @param shards how many the cluster has; 0 to ask the archive
     */
    public Comparison(
            Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas, int shards, Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.shards = shards;
        this.progress = progress;
    }

    /**
     * Compares.
     *
     * @param selection which keys
     * @param samples keys to show of each kind
     * @param json print one JSON object instead of text
     * @throws HeadwaterException if a point cannot be reached, or the second lies before the first
     */
    public void run(RestorePoint from, RestorePoint to, Selection selection, int samples, boolean json, PrintStream out) {
        long wallMs = System.currentTimeMillis();
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, wallMs);
        RestorePlanner.requireLogs(inventory);
        PointFinder points = new PointFinder(inventory, new LogScan(archive, topics, schemas, progress), progress);
        Plan before = RestorePlanner.plan(points.resolve(from), Omission.NONE, inventory);
        Plan after = RestorePlanner.plan(points.resolve(to), Omission.NONE, inventory);
        if (after.toMs() < before.toMs()) {
            throw new HeadwaterException(
                    "--to " + Times.text(after.toMs()) + " lies before --from " + Times.text(before.toMs()),
                    "exchange them",
                    HeadwaterException.EXIT_USAGE);
        }
        DiffCounts diff = new DiffCounts(samples);
        ShardReplay replay = new ShardReplay(archive, topics, schemas, progress);
        for (int shard = 0; shard < after.shards().size(); shard++) {
            compare(replay, before, after, shard, selection, diff);
        }
        out.print(json ? json(before, after, selection, diff) : text(before, after, selection, diff));
        out.flush();
    }

    private static void compare(ShardReplay replay, Plan before, Plan after, int shard, Selection selection, DiffCounts diff) {
        Cut first = before.cuts().get(shard);
        if (!before.shards().get(shard).history().timeline().equals(after.shards().get(shard).history().timeline())) {
            throw new HeadwaterException(
                    "the two points of shard " + shard + " are on different timelines",
                    "restore both, each into a file, and compare what they hold",
                    HeadwaterException.EXIT_FAILURE);
        }
        DiffRecorder recorder = new DiffRecorder(first);
        Cut way = after.cuts().get(shard).from(before.toMs(), before.shards().get(shard).base().lsn());
        Replayed replayed = replay.run(after.shards().get(shard).history(), way, recorder);
        WayCheck.require(replayed, before.shards().get(shard));
        recorder.visit(before.toMs(), replayed.keyspace(), after.toMs(), selection, diff);
    }

    private static String text(Plan before, Plan after, Selection selection, DiffCounts diff) {
        StringBuilder out = new StringBuilder("from ").append(Times.text(before.toMs())).append(" to ").append(Times.text(after.toMs()))
                .append(", ").append(selection).append('\n');
        before.notes().forEach(note -> out.append("  note from  ").append(note).append('\n'));
        after.notes().stream().filter(note -> !before.notes().contains(note)).forEach(note -> out.append("  note to    ").append(note).append('\n'));
        DiffText.text(diff, out);
        return out.toString();
    }

    private static String json(Plan before, Plan after, Selection selection, DiffCounts diff) {
        Json json = new Json()
                .object()
                .member("cluster", after.cluster())
                .member("from", Times.text(before.toMs()))
                .member("fromMs", before.toMs())
                .member("to", Times.text(after.toMs()))
                .member("toMs", after.toMs())
                .member("selection", selection.toString());
        DiffText.json(diff, json);
        return json.endObject() + "\n";
    }
}
