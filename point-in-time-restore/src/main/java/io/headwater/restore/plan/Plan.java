package io.headwater.restore.plan;

import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.Window;
import java.util.List;

/**
 * What a restore will do.
 *
 * @param toMs every entry up to this time, milliseconds since 1970
 * @param latest whether that was asked for as the latest time: everything that is there up to it will do
 * @param windows the spans of time that can be restored on all shards, oldest first
 * @param shards the way on each shard
 * @param cuts up to where each shard is replayed
 * @param present the timeline of each shard that went on longest
 * @param notes what a person should know, one line each
 */
public record Plan(
        String cluster,
        String store,
        long toMs,
        boolean latest,
        List<Window> windows,
        List<Route> shards,
        List<Cut> cuts,
        List<ShardHistory> present,
        List<String> notes) {
    public Plan {
        cuts = List.copyOf(cuts);
        present = List.copyOf(present);
        windows = List.copyOf(windows);
        shards = List.copyOf(shards);
        notes = List.copyOf(notes);
    }

    /** Entries to replay in all, about: the last piece of each way may hold more than is wanted. */
    public long entries() {
        return shards.stream().mapToLong(Route::entries).sum();
    }

    /** Bytes of archive to read in all. */
    public long bytes() {
        return shards.stream().mapToLong(Route::bytes).sum();
    }
}
