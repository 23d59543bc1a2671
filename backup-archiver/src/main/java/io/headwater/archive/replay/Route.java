package io.headwater.archive.replay;

import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to a time on one shard: a snapshot or nothing, segments that follow each other, then the topic.
 *
 * @param history the timeline it leads through
 * @param snapshot where it starts; null to start from an empty keyspace
 * @param segments in order, the first one holding what follows the snapshot
 * @param topic where the topic is entered; null if it is not needed
 * @param from the time at which it starts, milliseconds since 1970
 * @param reachMs a valid record of this time is at the end: what is before is proven to be complete
 */
public record Route(
        ShardHistory history,
        @Nullable SnapshotInfo snapshot,
        List<SegmentInfo> segments,
        @Nullable TopicEntry topic,
        long from,
        long reachMs) {
    public Route {
        segments = List.copyOf(segments);
    }

    /**
     * Where the topic is entered.
     *
     * @param after the position before the first entry that is read there
     */
    public record TopicEntry(long offset, Position after) {}

    /** The way in a few words. */
    public String text() {
        return (snapshot == null ? "from the log's beginning" : "snapshot " + snapshot.position()) + ", " + segments.size()
                + (segments.size() == 1 ? " segment" : " segments") + (topic == null ? "" : ", the topic from offset " + topic.offset());
    }

    /** The position of the snapshot, or the log's beginning. */
    public Position base() {
        return snapshot == null ? Position.START : snapshot.position();
    }

    /** The position behind the last entry on the way, those behind the wanted time included. */
    public Position end() {
        TopicInfo tail = topic == null ? null : history.topic();
        if (tail != null) {
            return tail.last();
        }
        return segments.isEmpty() ? base() : segments.getLast().last();
    }

    /** How many entries the segments and the topic hold behind the snapshot; those behind the wanted time included. */
    public long entries() {
        return Math.max(0, end().lsn() - base().lsn());
    }

    /** Bytes of the objects on the way. */
    public long bytes() {
        long bytes = snapshot == null ? 0 : snapshot.bytes();
        for (SegmentInfo segment : segments) {
            bytes += segment.bytes();
        }
        return bytes;
    }
}
