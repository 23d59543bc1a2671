package io.headwater.archive.replay;

import io.headwater.schemas.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one timeline of one shard: what the archive holds of it and, while Kafka can be reached, its topic.
 *
 * @param firstTimeMs the time of the log's first record, milliseconds since 1970; negative if nobody has it any more
 * @param snapshots oldest first
 * @param segments by sequence; there may be holes
 * @param seenMs up to this time, the log held nothing behind the last segment; 0 if nothing says so
 * @param topic null if the topic cannot be reached or is gone
 */
public record ShardHistory(
        int shard,
        Timeline timeline,
        long firstTimeMs,
        List<SnapshotInfo> snapshots,
        List<SegmentInfo> segments,
        long seenMs,
        @Nullable TopicInfo topic) {
    /** The {@link #firstTimeMs} of a log whose beginning is gone. */
    public static final long NO_BEGINNING = -1;

    public ShardHistory {
        snapshots = List.copyOf(snapshots);
        segments = List.copyOf(segments);
    }

    /** The newest moment of which anything is known, milliseconds since 1970; 0 if nothing is there. */
    public long newestMs() {
        long archivedMs = Math.max(
                segments.isEmpty() ? 0 : segments.getLast().lastTimeMs(), snapshots.isEmpty() ? 0 : snapshots.getLast().timeMs());
        return Math.max(Math.max(archivedMs, seenMs), topic == null ? 0 : topic.lastTimeMs());
    }

    /** The same with what its topic holds. */
    public ShardHistory with(TopicInfo whatTheTopicHolds) {
        return new ShardHistory(shard, timeline, firstTimeMs, snapshots, segments, seenMs, whatTheTopicHolds);
    }
}
