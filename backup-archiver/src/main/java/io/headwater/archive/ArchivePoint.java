package io.headwater.archive;

import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Seen;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far a topic has been archived.
 *
 * @param sequence of the last segment; 0 before the first
 * @param end of the last segment: where the next one starts
 * @param readOn where the topic is to be read on: the end or, on an idle log, a later point behind which the archive lacks nothing
 */
record ArchivePoint(long sequence, KafkaNote end, KafkaNote readOn) {
    /**
     * Finds the point for a topic, and first completes what an archiver that died left: an object without manifest gets one.
     *
     * @throws DamagedObjectException if the end of the archive is damaged
     * @throws HeadwaterException if the archive holds this timeline as read from another topic
     */
    static ArchivePoint find(Archive archive, int shard, String topicId) {
        for (Timeline timeline : archive.timelines(shard)) {
            complete(archive, shard, timeline);
            Optional<ArchiveManifest> last = last(archive, shard, timeline);
            if (last.isPresent() && last.get().end().topicId().equals(topicId)) {
                return behind(archive, newest(archive, last.get()));
            }
        }
        KafkaNote start = new KafkaNote(topicId, 0, FilterState.START);
        return new ArchivePoint(0, start, start);
    }

    /**
     * The point behind a segment that is known to be in the store, and behind those that follow it. Needs no listing.
     *
     * @throws DamagedObjectException if it is not there
     * @throws HeadwaterException if it was read from another topic
     */
    static ArchivePoint behind(Archive archive, int shard, Timeline timeline, SegmentName name, String topicId) {
        String object = archive.segmentObject(shard, timeline, name);
        ArchiveManifest stored =
                present(archive, shard, timeline, name).orElseThrow(() -> new DamagedObjectException(object, "is missing"));
        if (!stored.end().topicId().equals(topicId)) {
            throw new HeadwaterException(
                    "archive object " + object + " was written from another topic of the same history",
                    "use another --store for this Kafka cluster",
                    HeadwaterException.EXIT_FENCED);
        }
        return behind(archive, newest(archive, stored));
    }

    /** Goes on from a segment to the newest. A listing may lag behind its store; but each segment tells the name of the next, which can be asked for. */
    private static ArchiveManifest newest(Archive archive, ArchiveManifest known) {
        ArchiveManifest newest = known;
        while (true) {
            SegmentName next = SegmentName.following(((Segment) newest.content()).sequence(), newest.end());
            Optional<ArchiveManifest> following = present(archive, newest.shard(), newest.timeline(), next);
            if (following.isEmpty()) {
                return newest;
            }
            newest = following.get();
        }
    }

    /** The manifest of a segment that may be in the store; one whose writer died before it wrote the manifest gets it. */
    private static Optional<ArchiveManifest> present(Archive archive, int shard, Timeline timeline, SegmentName name) {
        String object = archive.segmentObject(shard, timeline, name);
        if (!archive.exists(object)) {
            return Optional.empty();
        }
        String manifest = archive.segmentManifest(shard, timeline, name);
        if (!archive.exists(manifest)) {
            archive.putManifest(manifest, manifestOf(archive, object));
        }
        return Optional.of(archive.manifest(manifest));
    }

    private static Optional<ArchiveManifest> last(Archive archive, int shard, Timeline timeline) {
        List<SegmentName> names = archive.segments(shard, timeline);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(archive.manifest(archive.segmentManifest(shard, timeline, names.getLast())));
    }

    private static ArchivePoint behind(Archive archive, ArchiveManifest last) {
        long sequence = ((Segment) last.content()).sequence();
        KafkaNote readOn = archive.seen(last.shard(), last.timeline())
                .filter(seen -> seen.content() instanceof Seen at && at.sequence() == sequence)
                .filter(seen -> seen.end().topicId().equals(last.end().topicId()))
                .map(ArchiveManifest::end)
                .orElse(last.end());
        return new ArchivePoint(sequence, last.end(), readOn);
    }

    private static void complete(Archive archive, int shard, Timeline timeline) {
        Set<SegmentName> listed = new HashSet<>(archive.segments(shard, timeline));
        List<SegmentName> unlisted =
                archive.segmentObjects(shard, timeline).stream().filter(name -> !listed.contains(name)).toList();
        if (unlisted.isEmpty()) {
            return;
        }
        ExpiredSegments expired = ExpiredSegments.of(archive, shard, timeline);
        for (SegmentName name : unlisted) {
            if (!expired.holds(name.sequence())) {
                String object = archive.segmentObject(shard, timeline, name);
                archive.putManifest(archive.segmentManifest(shard, timeline, name), manifestOf(archive, object));
            }
        }
    }

    /** Makes a segment's manifest from its object, and replays the records to see that they are what it will say. */
    static ArchiveManifest manifestOf(Archive archive, String object) {
        byte[] file = archive.bytes(object);
        SegmentReader records = new SegmentReader(file, object);
        ArchiveManifest embedded = records.embeddedManifest();
        if (!(embedded.content() instanceof Segment segment)) {
            throw new DamagedObjectException(object, "carries the manifest of something else");
        }
        LogFilter filter = new LogFilter(embedded.shard(), segment.start().filter());
        LogRecordReader record = new LogRecordReader();
        long count = 0;
        for (; records.next(); count++) {
            record.wrap(records.bytes(), records.offset(), records.length());
            if (!filter.judge(record, count).valid()) {
                throw new DamagedObjectException(object, "holds record " + count + " that the log filter refuses");
            }
        }
        if (count != segment.records() || filter.lastLsn() != embedded.position().lsn()) {
            throw new DamagedObjectException(object, "ends at record " + count + " instead of " + segment.records());
        }
        Segment completed = new Segment(
                new StoredObject(object, Sha256.of(file), file.length),
                segment.sequence(),
                segment.start(),
                segment.firstTimeMs(),
                segment.records(),
                segment.effects());
        return new ArchiveManifest(embedded.cluster(), embedded.shard(), embedded.end(), completed);
    }
}
