package io.headwater.hub.backup;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveLayout;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.TimelineOrigin;
import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.replay.Window;
import io.headwater.archive.retention.Pin;
import io.headwater.archive.retention.Pins;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.text.Json;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an archive holds, without Kafka's help.
 *
 * @param windows what can be restored on every shard
 * @param origins of timelines that branched off others
 * @param nowMs wall clock, milliseconds since 1970
 */
public record BackupList(Inventory inventory, List<Window> windows, List<Pin> pins, List<Proof> proofs, Map<Timeline, List<String>> origins, long nowMs) {
    private static final int LISTED = 10;

    /** Reads it all; a manifest or two for each timeline. */
    public static BackupList of(Archive archive, long nowMs) {
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        return new BackupList(inventory, windows(inventory), new Pins(archive).all(), new Proofs(archive).all(), origins(archive, inventory), nowMs);
    }

    private static Map<Timeline, List<String>> origins(Archive archive, Inventory inventory) {
        Map<Timeline, List<String>> origins = new HashMap<>();
        for (List<ShardHistory> histories : inventory.shards()) {
            for (ShardHistory history : histories) {
                try {
                    origins.put(history.timeline(), TimelineOrigin.of(archive, history.shard(), history.timeline()));
                } catch (DamagedObjectException e) {
                    origins.put(history.timeline(), List.of(String.valueOf(e.getMessage())));
                }
            }
        }
        return origins;
    }

    private List<String> origins(ShardHistory history) {
        return origins.getOrDefault(history.timeline(), List.of());
    }

    private static List<Window> windows(Inventory inventory) {
        List<Window> common = inventory.shards().isEmpty() ? List.of() : List.of(new Window(0, Long.MAX_VALUE));
        for (List<ShardHistory> histories : inventory.shards()) {
            List<Window> next = new ArrayList<>();
            for (ShardHistory history : histories) {
                for (Window window : new Routes(history, Set.of()).windows()) {
                    common.stream().map(window::intersect).filter(both -> !both.isEmpty()).forEach(next::add);
                }
            }
            next.sort(Comparator.comparingLong(Window::oldestMs));
            common = next;
        }
        return common;
    }

    private boolean hasSnapshots() {
        return inventory.shards().stream().allMatch(histories -> histories.stream().anyMatch(history -> !history.snapshots().isEmpty()));
    }

    private static long logBytes(ShardHistory history) {
        return history.segments().stream().mapToLong(segment -> Math.max(0, segment.bytes())).sum();
    }

    private static long snapshotBytes(ShardHistory history) {
        return history.snapshots().stream().mapToLong(SnapshotInfo::bytes).sum();
    }

    /** For people. */
    public String text() {
        StringBuilder out = new StringBuilder("cluster " + inventory.cluster() + " in " + inventory.store() + "\n");
        if (inventory.shards().isEmpty()) {
            return out.append("  nothing yet: `headwater archive` fills it\n").toString();
        }
        if (windows.isEmpty()) {
            out.append("  restorable   no moment of all shards yet").append(hasSnapshots() ? ": nothing is archived behind the snapshots" : "").append('\n');
        }
        for (int i = 0; i < windows.size(); i++) {
            if (i > 0) {
                out.append("  gap          ").append(span(windows.get(i - 1).newestMs() + 1, windows.get(i).oldestMs() - 1)).append('\n');
            }
            out.append("  restorable   ").append(span(windows.get(i).oldestMs(), windows.get(i).newestMs())).append('\n');
        }
        out.append("  ").append(ProofText.line(proofs, nowMs)).append('\n');
        for (Pin pin : pins) {
            String object = pin.snapshot();
            out.append("  pin          ").append(pin.name()).append(": ").append(object == null ? Figures.time(pin.timeMs()) : object).append('\n');
        }
        for (List<ShardHistory> histories : inventory.shards()) {
            histories.forEach(history -> text(history, histories.getFirst().equals(history), out));
        }
        inventory.problems().forEach(problem -> out.append("  PROBLEM      ").append(problem).append('\n'));
        return out.toString();
    }

    private void text(ShardHistory history, boolean present, StringBuilder out) {
        out.append("shard ").append(history.shard()).append(", timeline ").append(history.timeline()).append(present ? "" : " (past)").append('\n');
        origins(history).forEach(origin -> out.append("  branch of    ").append(origin).append('\n'));
        for (Window window : new Routes(history, Set.of()).windows()) {
            out.append("  restorable   ").append(span(window.oldestMs(), window.newestMs())).append('\n');
        }
        List<SegmentInfo> segments = history.segments();
        out.append("  log          ").append(segments.size()).append(segments.size() == 1 ? " segment, " : " segments, ").append(Figures.bytes(logBytes(history)));
        if (!segments.isEmpty()) {
            out.append(", lsn ").append(segments.getFirst().after().lsn() + 1).append(" to ").append(segments.getLast().last().lsn());
        }
        out.append("\n  snapshots    ").append(history.snapshots().size()).append(", ").append(Figures.bytes(snapshotBytes(history))).append('\n');
        List<SnapshotInfo> newestFirst = history.snapshots().reversed();
        for (SnapshotInfo snapshot : newestFirst.subList(0, Math.min(LISTED, newestFirst.size()))) {
            out.append("    ").append(id(snapshot)).append("  ").append(Figures.time(snapshot.timeMs())).append(", position ")
                    .append(snapshot.position()).append(", ").append(Figures.bytes(snapshot.bytes())).append('\n');
        }
        if (newestFirst.size() > LISTED) {
            out.append("    and ").append(newestFirst.size() - LISTED).append(" older ones, see --json\n");
        }
    }

    private static String span(long fromMs, long toMs) {
        return Figures.time(fromMs) + " to " + Figures.time(toMs);
    }

    /** What a snapshot is called on the command line. */
    static String id(SnapshotInfo snapshot) {
        String base = ArchiveLayout.base(snapshot.object());
        return base.substring(0, base.lastIndexOf('.'));
    }

    /** For programs: one object. */
    public String json(Archive archive) {
        Json json = new Json().object().member("cluster", inventory.cluster()).member("store", inventory.store());
        windows(json, windows).array("gaps");
        for (int i = 1; i < windows.size(); i++) {
            json.object().member("oldest_ms", windows.get(i - 1).newestMs() + 1).member("newest_ms", windows.get(i).oldestMs() - 1).endObject();
        }
        json.endArray().array("proofs");
        proofs.forEach(proof -> ProofText.json(json.object(), proof).endObject());
        json.endArray();
        Proofs.last(proofs).ifPresent(proof -> ProofText.json(json.object("last_proven"), proof).endObject());
        json.array("pins");
        for (Pin pin : pins) {
            String object = pin.snapshot();
            json.object().member("name", pin.name()).member("time_ms", pin.timeMs()).member("created_ms", pin.createdMs());
            if (object != null) {
                json.member("snapshot", object);
            }
            json.endObject();
        }
        json.endArray().array("timelines");
        for (List<ShardHistory> histories : inventory.shards()) {
            histories.forEach(history -> json(json, archive, history, histories.getFirst().equals(history)));
        }
        json.endArray().array("problems");
        inventory.problems().forEach(json::element);
        return json.endArray().endObject() + "\n";
    }

    private static Json windows(Json json, List<Window> windows) {
        json.array("windows");
        windows.forEach(window -> json.object().member("oldest_ms", window.oldestMs()).member("newest_ms", window.newestMs()).endObject());
        return json.endArray();
    }

    private void json(Json json, Archive archive, ShardHistory history, boolean present) {
        json.object()
                .member("shard", history.shard())
                .member("timeline", history.timeline().toString())
                .member("present", present)
                .member("segments", history.segments().size())
                .member("log_bytes", logBytes(history))
                .member("snapshot_bytes", snapshotBytes(history))
                .array("branch_of");
        origins(history).forEach(json::element);
        json.endArray();
        windows(json, new Routes(history, Set.of()).windows()).array("snapshots");
        for (SnapshotInfo snapshot : history.snapshots()) {
            json.object()
                    .member("id", id(snapshot))
                    .member("object", snapshot.object())
                    .member("position", snapshot.position().toString())
                    .member("time_ms", snapshot.timeMs())
                    .member("bytes", snapshot.bytes());
            manifest(json, archive, snapshot);
            json.endObject();
        }
        json.endArray().endObject();
    }

    private static void manifest(Json json, Archive archive, SnapshotInfo snapshot) {
        try {
            if (archive.manifest(snapshot.manifest()).content() instanceof Snapshot content) {
                json.member("keys", content.keys());
                var proven = content.proven();
                if (proven != null) {
                    json.member("digest_lsn", proven.lsn()).member("digest_ms", proven.timeMs());
                }
            }
        } catch (DamagedObjectException e) {
            json.member("problem", String.valueOf(e.getMessage()));
        }
    }
}
