package io.headwater.archive.retention;

import org.jspecify.annotations.Nullable;

/**
 * What a person wants kept, whatever the rules say.
 *
 * @param name unique in its cluster
 * @param createdMs when it was made, milliseconds since 1970
 * @param timeMs the moment that stays restorable on every shard, milliseconds since 1970; of a pinned snapshot its time
 * @param snapshot the object that stays; null if a moment is pinned
 */
public record Pin(String name, long createdMs, long timeMs, @Nullable String snapshot) {}
