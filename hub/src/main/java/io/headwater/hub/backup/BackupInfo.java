package io.headwater.hub.backup;

import io.headwater.archive.Archive;
import io.headwater.archive.TimelineOrigin;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.text.Json;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Seen;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the manifest of one object says. */
public final class BackupInfo {
    private BackupInfo() {}

    /**
     * Prints it.
     *
     * @param name a snapshot's id or position, or the name of a snapshot's or segment's object
     * @throws HeadwaterException if there is no such object, or its manifest is damaged
     */
    public static String of(Archive archive, String name, boolean json) {
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        ArchiveManifest manifest = archive.manifest(manifestOf(name, inventory));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("shard", (long) manifest.shard());
        fields.put("timeline", manifest.timeline().toString());
        fields.put("position", manifest.position().toString());
        fields.put("time", Figures.time(manifest.lastTimeMs()));
        fields.put("time_ms", manifest.lastTimeMs());
        fields.put("topic_id", manifest.end().topicId());
        fields.put("next_offset", manifest.end().nextOffset());
        List<String> origin = TimelineOrigin.of(archive, manifest.shard(), manifest.timeline());
        if (!origin.isEmpty()) {
            fields.put("branch_of", String.join("; ", origin));
        }
        switch (manifest.content()) {
            case Snapshot(StoredObject object, long keys, ArchiveManifest.Proven proven) -> {
                stored("snapshot", object, fields);
                fields.put("keys", keys);
                fields.put("digest", proven == null ? "not proven by a digest" : "equal to the primary's at lsn " + proven.lsn() + ", " + Figures.time(proven.timeMs()));
            }
            case Segment segment -> {
                stored("segment", segment.object(), fields);
                fields.put("sequence", segment.sequence());
                fields.put("first_lsn", segment.start().filter().lastLsn() + 1);
                fields.put("first_time", Figures.time(segment.firstTimeMs()));
                fields.put("records", segment.records());
                fields.put("effects", segment.effects());
            }
            case Seen seen -> fields.put("kind", "seen");
        }
        return json ? json(fields) : text(fields);
    }

    private static void stored(String kind, StoredObject object, Map<String, Object> fields) {
        fields.put("kind", kind);
        fields.put("object", object.name());
        fields.put("bytes", object.bytes());
        fields.put("sha256", object.sha256());
    }

    private static String manifestOf(String name, Inventory inventory) {
        for (List<ShardHistory> histories : inventory.shards()) {
            for (ShardHistory history : histories) {
                for (SegmentInfo segment : history.segments()) {
                    if (segment.object().equals(name)) {
                        return segment.manifest();
                    }
                }
            }
        }
        SnapshotInfo snapshot = Snapshots.oneNamed(name, inventory);
        return snapshot.manifest();
    }

    private static String text(Map<String, Object> fields) {
        StringBuilder out = new StringBuilder();
        fields.forEach((field, value) -> out.append(String.format("%-12s %s%n", field, value)));
        return out.toString();
    }

    private static String json(Map<String, Object> fields) {
        Json json = new Json().object();
        fields.forEach((field, value) -> {
            if (value instanceof Long number) {
                json.member(field, number);
            } else {
                json.member(field, value.toString());
            }
        });
        return json.endObject() + "\n";
    }
}
