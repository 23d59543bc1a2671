package io.headwater.restore.diff;

import io.headwater.cache.engine.Value;

/** Hears of each key that differs, in no order. Expiries are absolute, milliseconds since 1970, or {@link io.headwater.cache.engine.Entry#NO_EXPIRY}. */
public interface DiffVisitor {
    /** The key is only there afterwards. */
    void created(int database, byte[] key, Value after, long afterExpireAtMs);

    /** The key holds something else afterwards, or expires at another time. */
    void changed(int database, byte[] key, Value before, long beforeExpireAtMs, Value after, long afterExpireAtMs);

    /** The key was only there before. */
    void removed(int database, byte[] key, Value before, long beforeExpireAtMs);
}
