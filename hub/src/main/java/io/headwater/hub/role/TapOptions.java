package io.headwater.hub.role;

import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater tap} was asked for.
 *
 * @param cluster whose log
 * @param shard one shard; null: all of them
 * @param fromMs begin with the first entry of this time or later, in ms since 1970; null: elsewhere
 * @param fromPosition begin with the entry at this position; null: elsewhere, and without {@code fromMs} at the oldest record
 * @param follow go on until interrupted
 * @param store the archive, which has the log where the topic was trimmed; null if none is known
 * @param name under which a following tap registers; null: one of its own, for as long as it runs
 * @param timeToLiveMs for how long the log is kept for a registered tap that is not heard of
 */
public record TapOptions(
        ClusterAddress cluster,
        @Nullable Integer shard,
        @Nullable Long fromMs,
        @Nullable Position fromPosition,
        boolean follow,
        @Nullable String store,
        @Nullable String name,
        long timeToLiveMs) {}
