package io.headwater.cache.engine;

/**
 * A key of a {@link Database} with its value. 24 bytes with compact object headers; only keys that have ever had an expiry pay for it ({@link ExpiringEntry}).
 */
public sealed class Entry extends DictNode permits ExpiringEntry {
    /** The {@link #expireAtMs} of a key that never expires. */
    public static final long NO_EXPIRY = -1;

    Value value;

    Entry(byte[] key, int hash, Value value) {
        super(key, hash);
        this.value = value;
    }

    /** What the key holds; valid until the next effect on the key. */
    public final Value value() {
        return value;
    }

    /** Shard-clock time in ms from which the key is expired, or {@link #NO_EXPIRY}. */
    public long expireAtMs() {
        return NO_EXPIRY;
    }

    /** Whether the key has an expiry. */
    public final boolean hasExpiry() {
        return expireAtMs() != NO_EXPIRY;
    }

    /** Whether the key is expired at {@code nowMs}. Redis's rule: expired once the clock is past the time, not at it. */
    public final boolean isExpired(long nowMs) {
        long at = expireAtMs();
        return at != NO_EXPIRY && nowMs > at;
    }
}
