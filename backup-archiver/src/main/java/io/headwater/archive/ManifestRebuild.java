package io.headwater.archive;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes manifests anew that are lost or damaged: a segment carries its own in its header, a snapshot says in its AUX fields where in the log it stands. An object that gets a manifest is
 * read to its end first. Nothing is deleted, and no manifest that is whole is touched, so that it may be run at any time, again, and beside an archiver. One thread.
 */
public final class ManifestRebuild {
    private final Archive archive;
    private final Progress progress;

    public ManifestRebuild(Archive archive, Progress progress) {
        this.archive = archive;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param intact how many manifests were there
     * @param rebuilt the objects whose manifests were made anew, or would be
     * @param damaged objects that nothing can vouch for, and why, one line each
     * @param gaps stretches of the log that no segment holds, one line each
     * @param orphans objects that no restore uses; they are left where they are
     */
    public record Report(long intact, List<String> rebuilt, List<String> damaged, List<String> gaps, List<String> orphans) {
        public Report {
            rebuilt = List.copyOf(rebuilt);
            damaged = List.copyOf(damaged);
            gaps = List.copyOf(gaps);
            orphans = List.copyOf(orphans);
        }

        /** Whether the archive has all that it should have. */
        public boolean isWhole() {
            return damaged.isEmpty() && gaps.isEmpty();
        }
    }

    /**
     * Goes through the archive.
     *
     * @param shards how many the cluster has; 0 to ask the archive
     * @param write false to find out only
     * @throws HeadwaterException if nobody knows the number of shards
     */
    public Report run(int shards, boolean write) {
        int count = shards > 0 ? shards : archive.shards();
        if (count == 0) {
            throw new HeadwaterException(
                    "archive " + archive.store().url() + " does not say how many shards cluster " + archive.cluster() + " has",
                    "check --cluster and --store, or add --shards N",
                    HeadwaterException.EXIT_USAGE);
        }
        if (write) {
            archive.recordShards(count);
        }
        Pass pass = new Pass(write);
        for (int shard = 0; shard < count; shard++) {
            for (Timeline timeline : archive.timelines(shard)) {
                pass.segments(shard, timeline);
                pass.snapshots(shard, timeline);
            }
        }
        return new Report(pass.intact, pass.rebuilt, pass.damaged, pass.gaps, pass.orphans);
    }

    private final class Pass {
        private final boolean write;
        private final List<String> rebuilt = new ArrayList<>();
        private final List<String> damaged = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();
        private final List<String> orphans = new ArrayList<>();
        private long intact;

        Pass(boolean write) {
            this.write = write;
        }

        void segments(int shard, Timeline timeline) {
            List<SegmentName> objects = archive.segmentObjects(shard, timeline);
            Set<SegmentName> known = new HashSet<>(objects);
            archive.segments(shard, timeline).stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> orphans.add(archive.segmentManifest(shard, timeline, name)));
            ExpiredSegments expired = ExpiredSegments.of(archive, shard, timeline);
            ArchiveManifest before = null;
            for (SegmentName name : objects) {
                if (expired.holds(name.sequence())) { // a deletion that was interrupted; the next one finishes it
                    orphans.add(archive.segmentObject(shard, timeline, name));
                    continue;
                }
                ArchiveManifest manifest = segment(shard, timeline, name);
                if (manifest != null && continues(before, name, expired)) {
                    before = manifest;
                }
            }
        }

        /** The manifest of a segment; null if there is none to be had. */
        private @Nullable ArchiveManifest segment(int shard, Timeline timeline, SegmentName name) {
            String object = archive.segmentObject(shard, timeline, name);
            String manifest = archive.segmentManifest(shard, timeline, name);
            ArchiveManifest whole = whole(manifest);
            if (whole != null && whole.content() instanceof Segment segment && segment.object().name().equals(object)) {
                intact++;
                return whole;
            }
            return rebuild(object, manifest, () -> named(ArchivePoint.manifestOf(archive, object), name));
        }

        /** A segment under another's name would take its place. */
        private static ArchiveManifest named(ArchiveManifest made, SegmentName name) {
            Segment segment = (Segment) made.content();
            if (!SegmentName.following(segment.sequence() - 1, segment.start()).equals(name)) {
                throw new DamagedObjectException(segment.object().name(), "holds another segment than its name says");
            }
            return made;
        }

        /** Whether a segment follows the one before; says what is missing between them, or that nobody needs it. */
        private boolean continues(@Nullable ArchiveManifest before, SegmentName name, ExpiredSegments expired) {
            if (before == null) {
                return true;
            }
            Segment last = (Segment) before.content();
            SegmentName next = SegmentName.following(last.sequence(), before.end());
            if (next.equals(name)) {
                return true;
            }
            if (name.sequence() <= last.sequence() || name.sequence() == next.sequence()) {
                orphans.add(archive.segmentObject(before.shard(), before.timeline(), name));
                return false;
            }
            if (expired.holdsAll(next.sequence(), name.sequence() - 1)) {
                return true;
            }
            gaps.add("shard " + before.shard() + ", timeline " + before.timeline() + ": segments " + next.sequence() + " to "
                    + (name.sequence() - 1) + " are missing, " + before.position() + " to " + name.after());
            return true;
        }

        void snapshots(int shard, Timeline timeline) {
            Set<String> names = new HashSet<>();
            List<ObjectInfo> objects = archive.snapshotObjects(shard, timeline);
            objects.forEach(object -> names.add(object.name()));
            for (ObjectInfo object : objects) {
                String base = ArchiveLayout.base(object.name());
                if (base.endsWith(SnapshotName.RDB)) {
                    snapshot(object.name(), base);
                } else if (!base.endsWith(SnapshotName.MANIFEST) || !names.contains(sibling(object.name(), SnapshotName.MANIFEST, SnapshotName.RDB))) {
                    orphans.add(object.name());
                }
            }
        }

        private void snapshot(String object, String base) {
            if (SnapshotName.parse(base.substring(0, base.length() - SnapshotName.RDB.length())).isEmpty()) {
                orphans.add(object);
                return;
            }
            String manifest = sibling(object, SnapshotName.RDB, SnapshotName.MANIFEST);
            ArchiveManifest whole = whole(manifest);
            if (whole != null && whole.content() instanceof Snapshot snapshot && snapshot.object().name().equals(object)) {
                intact++;
                return;
            }
            rebuild(object, manifest, () -> SnapshotManifests.of(archive, object));
        }

        private static String sibling(String name, String suffix, String other) {
            return name.substring(0, name.length() - suffix.length()) + other;
        }

        private @Nullable ArchiveManifest whole(String manifest) {
            try {
                return archive.manifest(manifest);
            } catch (DamagedObjectException e) {
                return null;
            }
        }

        private @Nullable ArchiveManifest rebuild(String object, String name, Supplier<ArchiveManifest> maker) {
            progress.step("reading " + object);
            try {
                ArchiveManifest manifest = maker.get();
                if (write) {
                    archive.replaceManifest(name, manifest);
                }
                rebuilt.add(object);
                return manifest;
            } catch (DamagedObjectException e) {
                damaged.add(e.object() + " " + e.problem());
                return null;
            }
        }
    }
}
