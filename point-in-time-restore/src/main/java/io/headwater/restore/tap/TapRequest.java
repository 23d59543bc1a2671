package io.headwater.restore.tap;

import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is to be printed.
 *
 * @param shard one shard; null for all
 * @param fromMs leave out entries before this time, milliseconds since 1970; {@link Long#MAX_VALUE} for all that were written before the tap
 * @param fromPosition leave out entries before this one; null to leave out none
 * @param follow go on at the end
 */
public record TapRequest(@Nullable Integer shard, long fromMs, @Nullable Position fromPosition, boolean follow) {}
