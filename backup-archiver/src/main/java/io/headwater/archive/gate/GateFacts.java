package io.headwater.archive.gate;

import io.headwater.cache.node.ClusterDirectory.Reader;
import java.util.List;

/**
 * All that a decision of the gate depends on.
 *
 * @param beginning the offset of the topic's oldest record
 * @param end one above the newest
 * @param bytes what the topic takes on one broker
 * @param youngOffset the first record that is young enough to stay
 * @param lastValidOffset the newest record that the log filter accepted; -1 before the first
 * @param archivedOffset everything before it is in the archive
 * @param snapshots where the topic goes on behind each snapshot in the archive, in no order
 * @param readers every registered reader of the shard, the silent ones included
 * @param nowMs wall clock, milliseconds since 1970
 */
public record GateFacts(
        long beginning,
        long end,
        long bytes,
        long youngOffset,
        long lastValidOffset,
        long archivedOffset,
        List<Long> snapshots,
        List<Reader> readers,
        long nowMs) {
    public GateFacts {
        snapshots = List.copyOf(snapshots);
        readers = List.copyOf(readers);
    }

    /** About how many bytes stand between an offset and the topic's end: records count alike. */
    public long bytesBehind(long offset) {
        long records = end - beginning;
        return records == 0 ? 0 : (long) ((double) bytes * (end - Math.clamp(offset, beginning, end)) / records);
    }

    /** About the offset behind which so many bytes stand. */
    long offsetBefore(long wantedBytes) {
        return wantedBytes >= bytes ? beginning : end - (long) ((double) wantedBytes * (end - beginning) / bytes);
    }
}
