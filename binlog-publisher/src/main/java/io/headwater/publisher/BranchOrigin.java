package io.headwater.publisher;

import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Where a timeline branched off: the first entry of a log that a restore has begun, a marker, says so; several do where a shard took over keys of several. Its data is text, so that whoever prints the log shows it:
 *
 * <pre>{@code
 * branch of cluster=orders shard=0 timeline=5f..e1 position=3:1042 time=2026-11-20T18:29:59Z restore=4711
 * }</pre>
 *
 * @param cluster that was restored
 * @param timeline of the source's shard
 * @param position of the last entry that was taken over
 * @param timeMs the restored moment, milliseconds since 1970
 * @param restore the restore's id
 */
public record BranchOrigin(String cluster, int shard, Timeline timeline, Position position, long timeMs, String restore) {
    /** The marker's data. */
    public byte[] encoded() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "branch of cluster=" + cluster + " shard=" + shard + " timeline=" + timeline + " position=" + position
                + " time=" + Instant.ofEpochMilli(timeMs) + " restore=" + restore;
    }
}
