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
 */
public record TapOptions(
        ClusterAddress cluster,
        @Nullable Integer shard,
        @Nullable Long fromMs,
        @Nullable Position fromPosition,
        boolean follow) {}
