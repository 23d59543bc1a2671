package io.headwater.archive.schedule;

import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much archived log is behind the newest snapshots of a cluster: of the shard where it is the most.
 *
 * @param fromMs the time of the oldest of the shards' newest snapshots, or of the log's beginning where there is none, milliseconds since 1970
 * @param bytes of segments
 * @param behindMs of log time
 */
public record SnapshotDistance(long fromMs, long bytes, long entries, long behindMs) {
    /** Measures. */
    public static SnapshotDistance of(List<List<ShardHistory>> shards) {
        long fromMs = Long.MAX_VALUE;
        long bytes = 0;
        long entries = 0;
        long behindMs = 0;
        for (List<ShardHistory> histories : shards) {
            if (histories.isEmpty()) {
                continue;
            }
            ShardHistory history = histories.getFirst();
            SnapshotInfo newest = history.snapshots().isEmpty() ? null : history.snapshots().getLast();
            SnapshotDistance here = of(history, newest);
            fromMs = Math.min(fromMs, here.fromMs);
            bytes = Math.max(bytes, here.bytes);
            entries = Math.max(entries, here.entries);
            behindMs = Math.max(behindMs, here.behindMs);
        }
        return new SnapshotDistance(fromMs == Long.MAX_VALUE ? 0 : fromMs, bytes, entries, behindMs);
    }

    private static SnapshotDistance of(ShardHistory history, @Nullable SnapshotInfo newest) {
        long lsn = newest == null ? 0 : newest.position().lsn();
        long bytes = 0;
        long entries = 0;
        for (SegmentInfo segment : history.segments().reversed()) {
            if (segment.last().lsn() <= lsn) {
                break;
            }
            bytes += Math.max(0, segment.bytes());
            entries += segment.last().lsn() - Math.max(lsn, segment.after().lsn());
        }
        long fromMs = newest == null ? Math.max(0, history.firstTimeMs()) : newest.timeMs();
        return new SnapshotDistance(fromMs, bytes, entries, Math.max(0, history.newestMs() - fromMs));
    }
}
