package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.restore.diff.DiffCounts;
import io.headwater.restore.diff.DiffCounts.Change;
import io.headwater.restore.diff.DiffText;
import io.headwater.restore.diff.KeyspaceDiff;
import io.headwater.restore.inplace.Difference;
import io.headwater.restore.inplace.Differences;
import io.headwater.restore.inplace.Outcome;
import io.headwater.restore.inplace.Outcome.Conflict;
import io.headwater.restore.inplace.PrimaryWriter;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.Selection;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HostPort;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster itself: what differs between the restored state and now is written through its primaries, as commands, so that replicas, regions and backups follow. What it will do is
 * listed first. A marker before and one after it make it undoable: it is a write like others.
 */
final class InPlacePublication implements Publication {
    private static final DateTimeFormatter MARKER = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final RunningCluster cluster;
    private final Supplier<List<Replayed>> present;
    private final Selection selection;
    private final boolean force;
    private final Plan plan;
    private final Progress progress;
    private final List<Replayed> shards = new ArrayList<>();
    private final Outcome outcome = new Outcome();
    private final DiffCounts counts = new DiffCounts(5);
    private @Nullable String marker;

    /**
     * @param present asked for what the cluster holds now, when all shards are restored
     * @param selection keys outside of it are left alone
     * @param force write also over keys that changed while the restore was under way
     */
    InPlacePublication(
            RunningCluster cluster, Supplier<List<Replayed>> present, Selection selection, boolean force, Plan plan, Progress progress) {
        this.cluster = cluster;
        this.present = present;
        this.selection = selection;
        this.force = force;
        this.plan = plan;
        this.progress = progress;
    }

    @Override
    public void prepare() {
        cluster.primaries();
    }

    @Override
    public void add(Replayed shard) {
        shards.add(shard);
    }

    @Override
    public long publish() {
        long nowMs = System.currentTimeMillis();
        List<Replayed> now = present.get();
        List<List<Difference>> work = new ArrayList<>();
        for (Replayed shard : shards) {
            Replayed held = now.get(shard.route().history().shard());
            Differences differences = new Differences(counts);
            // What has expired by now is not there, neither before nor afterwards.
            new KeyspaceDiff(held.keyspace(), nowMs, shard.keyspace(), Math.max(nowMs, plan.toMs())).visit(selection, differences);
            work.add(differences.ordered());
        }
        if (counts.total().sum() == 0) {
            progress.step("nothing differs: nothing is written");
            return 0;
        }
        list();
        return write(work, MARKER.format(Instant.ofEpochMilli(nowMs)));
    }

    private void list() {
        progress.step("in place: " + text(counts.total()));
        counts.byType().forEach((type, tally) -> progress.step("  " + type.text() + ": " + text(tally)));
        counts.byPrefix().stream().limit(10).forEach(prefix -> progress.step("  " + prefix.getKey() + " " + text(prefix.getValue())));
        counts.samples().forEach(sample ->
                progress.step("  e.g. " + sample.change().name().toLowerCase(Locale.ROOT) + " " + sample.key() + ": " + sample.before() + " -> " + sample.after()));
    }

    private static String text(DiffCounts.Tally tally) {
        return Times.count(tally.of(Change.CREATED)) + " keys come back, " + Times.count(tally.of(Change.CHANGED)) + " change, "
                + Times.count(tally.of(Change.REMOVED)) + " go";
    }

    private long write(List<List<Difference>> work, String name) {
        List<HostPort> primaries = cluster.primaries();
        long total = work.stream().mapToLong(List::size).sum();
        String before = "before-restore-" + name;
        List<PrimaryWriter> writers = new ArrayList<>();
        try (Interruption unfinished = Interruption.says(() -> outcome.written() + " of " + total
                + " keys were written, each as a whole; run the same command again to go on, or undo it: " + undo(before))) {
            for (Replayed shard : shards) {
                HostPort primary = primaries.get(shard.route().history().shard());
                writers.add(new PrimaryWriter(primary.host(), primary.port(), shards.size() > 1, force, outcome));
            }
            writers.forEach(writer -> writer.marker(before));
            marker = before;
            progress.step("marker " + before + " is in the log; to undo: " + undo(before));
            for (int i = 0; i < work.size(); i++) {
                write(writers.get(i), work.get(i), total);
            }
            writers.forEach(writer -> writer.marker("after-restore-" + name));
        } finally {
            writers.forEach(PrimaryWriter::close);
        }
        report(total);
        return writers.stream().mapToLong(PrimaryWriter::bytesOut).sum();
    }

    private void write(PrimaryWriter writer, List<Difference> differences, long total) {
        int step = 1024;
        for (int from = 0; from < differences.size(); from += step) {
            writer.write(differences.subList(from, Math.min(from + step, differences.size())));
            progress.advanced("writing", outcome.written() + outcome.already() + outcome.conflicts(), total, 0);
        }
    }

    private void report(long total) {
        progress.step(Times.count(outcome.written()) + " of " + Times.count(total) + " keys written; " + Times.count(outcome.already())
                + " held their state already; " + Times.count(outcome.conflicts()) + " were changed by others meanwhile and left alone" + kinds());
        if (outcome.conflicts() > 0) {
            progress.step("  left alone: " + String.join(", ", outcome.conflicting()) + (outcome.conflicts() > outcome.conflicting().size() ? ", ..." : "")
                    + "; run the command again to take them too, or with --force");
        }
    }

    @Override
    public long written(long restored) {
        return outcome.written();
    }

    private String kinds() {
        return outcome.conflicts() == 0
                ? ""
                : " (" + outcome.conflicts(Conflict.CHANGED) + " changed, " + outcome.conflicts(Conflict.APPEARED) + " appeared, "
                        + outcome.conflicts(Conflict.REMOVED) + " removed)";
    }

    @Override
    public void report(Json json) {
        DiffText.json(counts, json.object("inPlace"));
        json.member("written", outcome.written()).member("already", outcome.already()).object("conflicts").member("keys", outcome.conflicts());
        for (Conflict kind : Conflict.values()) {
            json.member(kind.name().toLowerCase(Locale.ROOT), outcome.conflicts(kind));
        }
        json.array("leftAlone");
        outcome.conflicting().forEach(json::element);
        json.endArray().endObject();
        String before = marker;
        if (before != null) {
            json.member("marker", before).member("undo", undo(before));
        }
        json.endObject();
    }

    private String undo(String marker) {
        return "headwater restore --to-marker " + marker + " --in-place --confirm" + (selection.isAll() ? "" : " with the same selection of keys");
    }

    @Override
    public String target() {
        return "cluster " + plan.cluster() + " in place";
    }

    @Override
    public void close() {
        // Connections live only while they write.
    }
}
