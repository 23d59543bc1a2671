package io.headwater.restore.inplace;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Value;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to hold something else.
 *
 * @param before what it held when the difference was computed; null if it was not there
 * @param beforeExpireAtMs milliseconds since 1970, or {@link Entry#NO_EXPIRY}
 * @param after what it is to hold; null if it is not to be there
 * @param afterExpireAtMs likewise
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Difference(
        int database, byte[] key, @Nullable Value before, long beforeExpireAtMs, @Nullable Value after, long afterExpireAtMs) {}
