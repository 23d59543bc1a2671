package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ExpiredSegments;
import io.headwater.archive.SegmentName;
import io.headwater.archive.SnapshotName;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Seen;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the archive holds of one timeline of a shard. Names say nearly all of it: only the manifests of the first and last segment, and of those before
 * a hole, are read, so that a long archive is listed in the time of its listing.
 *
 * @param history without its topic
 * @param end the log behind the last segment or snapshot, whichever is later; null if there is neither
 * @param problems what cannot be used, one line each
 */
public record ArchiveListing(ShardHistory history, @Nullable KafkaNote end, List<String> problems) {
    public ArchiveListing {
        problems = List.copyOf(problems);
    }

    /** Lists a timeline. */
    public static ArchiveListing of(Archive archive, int shard, Timeline timeline) {
        return new Lister(archive, shard, timeline).list();
    }

    private static final class Lister {
        private final Archive archive;
        private final int shard;
        private final Timeline timeline;
        private final List<String> problems = new ArrayList<>();
        private final List<SegmentInfo> segments = new ArrayList<>();
        private final List<SnapshotInfo> snapshots = new ArrayList<>();
        private @Nullable ArchiveManifest last;
        private long firstTimeMs = ShardHistory.NO_BEGINNING;

        Lister(Archive archive, int shard, Timeline timeline) {
            this.archive = archive;
            this.shard = shard;
            this.timeline = timeline;
        }

        ArchiveListing list() {
            Map<String, Long> objects = new HashMap<>();
            for (ObjectInfo object : archive.objects(shard, timeline)) {
                objects.put(object.name(), object.bytes());
            }
            listSegments(objects);
            long seenMs = seenMs();
            listSnapshots(objects);
            ShardHistory history =
                    new ShardHistory(shard, timeline, firstTimeMs, snapshots, segments, seenMs, null);
            return new ArchiveListing(history, end(), problems);
        }

        private void listSegments(Map<String, Long> objects) {
            List<SegmentName> names = archive.segments(shard, timeline);
            for (int i = 0; i < names.size(); i++) {
                SegmentName name = names.get(i);
                SegmentName next = i + 1 < names.size() ? names.get(i + 1) : null;
                String object = archive.segmentObject(shard, timeline, name);
                long bytes = objects.getOrDefault(object, SegmentInfo.MISSING);
                if (bytes == SegmentInfo.MISSING) {
                    problems.add("archive object " + object + " is missing");
                }
                if (next != null && next.sequence() == name.sequence() + 1) {
                    add(name, object, next.after(), next, bytes);
                } else {
                    addByManifest(name, object, bytes, next);
                }
            }
            if (!names.isEmpty() && names.getFirst().sequence() == 1) {
                firstTimeMs = manifest(names.getFirst())
                        .filter(manifest -> manifest.content() instanceof Segment)
                        .map(manifest -> ((Segment) manifest.content()).firstTimeMs())
                        .orElse(ShardHistory.NO_BEGINNING);
            }
        }

        private void add(
                SegmentName name, String object, Position end, SegmentName next, long bytes) {
            segments.add(new SegmentInfo(
                    object,
                    archive.segmentManifest(shard, timeline, name),
                    name.sequence(),
                    name.after(),
                    end,
                    next.afterTimeMs(),
                    name.offset(),
                    next.offset(),
                    bytes));
        }

        private void addByManifest(SegmentName name, String object, long bytes, @Nullable SegmentName next) {
            ArchiveManifest manifest = manifest(name).orElse(null);
            if (next != null && !expired().holdsAll(name.sequence() + 1, next.sequence() - 1)) {
                problems.add("the archive lacks the manifests of segments " + (name.sequence() + 1) + " to " + (next.sequence() - 1)
                        + " of shard " + shard);
            }
            if (manifest != null) {
                add(name, object, manifest.position(), SegmentName.following(name.sequence(), manifest.end()), bytes);
                if (next == null) {
                    last = manifest;
                }
            }
        }

        private ExpiredSegments expired() {
            try {
                return ExpiredSegments.of(archive, shard, timeline);
            } catch (DamagedObjectException e) {
                problems.add(String.valueOf(e.getMessage()));
                return ExpiredSegments.NONE;
            }
        }

        private Optional<ArchiveManifest> manifest(SegmentName name) {
            try {
                return Optional.of(archive.manifest(archive.segmentManifest(shard, timeline, name)));
            } catch (DamagedObjectException e) {
                problems.add(String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        private long seenMs() {
            ArchiveManifest lastSegment = last;
            if (lastSegment == null) {
                return 0;
            }
            return archive.seen(shard, timeline)
                    .filter(seen -> seen.content() instanceof Seen at
                            && lastSegment.content() instanceof Segment segment
                            && at.sequence() == segment.sequence()
                            && seen.end().topicId().equals(lastSegment.end().topicId()))
                    .map(seen -> ((Seen) seen.content()).timeMs())
                    .orElse(0L);
        }

        private void listSnapshots(Map<String, Long> objects) {
            for (SnapshotName name : archive.snapshots(shard, timeline)) {
                String object = archive.snapshotObject(shard, timeline, name);
                Long bytes = objects.get(object);
                if (bytes == null) {
                    problems.add("archive object " + object + " is missing");
                    continue;
                }
                String manifest = archive.snapshotManifest(shard, timeline, name);
                snapshots.add(
                        new SnapshotInfo(object, manifest, name.position(), name.timeMs(), name.offset(), bytes));
            }
            snapshots.sort(Comparator.comparing(SnapshotInfo::timeMs).thenComparing(SnapshotInfo::position));
        }

        /** The newest point of the log whose filter state the archive knows. */
        private @Nullable KafkaNote end() {
            KafkaNote newest = last == null ? newestOf(segments.reversed().stream().map(SegmentInfo::manifest)) : last.end();
            KafkaNote known = newest;
            KafkaNote ofSnapshot = newestOf(snapshots.reversed().stream()
                    .filter(snapshot -> known == null || snapshot.nextOffset() > known.nextOffset())
                    .map(SnapshotInfo::manifest));
            return ofSnapshot == null ? newest : ofSnapshot;
        }

        /** The end in the first of these manifests that can be read. */
        private @Nullable KafkaNote newestOf(Stream<String> manifests) {
            for (String manifest : (Iterable<String>) manifests::iterator) {
                try {
                    return archive.manifest(manifest).end();
                } catch (DamagedObjectException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
            return null;
        }
    }
}
