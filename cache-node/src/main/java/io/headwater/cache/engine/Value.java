package io.headwater.cache.engine;

/**
 * What a key holds. Only {@link Fold} changes one. Owned by the writer thread.
 *
 * <p>The object header and one reference leave four bytes unused in most values; they hold the time of the last access (24 bits, seconds, as Redis's LRU clock)
 * and eight bits that a type may use for itself.
 */
public abstract sealed class Value permits StringValue, HashValue, ListValue, SetValue, SortedSetValue, StreamValue {
    private static final int CLOCK_MASK = 0xFFFFFF;
    private int meta;

    /** The type that TYPE reports. */
    public abstract ValueType type();

    /** The name that OBJECT ENCODING reports, as Redis 7.0 would for the same content. */
    public abstract String encoding();

    /** Bytes of heap that this value takes, roughly: for MEMORY USAGE and eviction, not for accounting. */
    public abstract long memoryBytes();

    /** A deep copy that shares nothing that changes. */
    public abstract Value copy();

    /** Remembers an access at {@code nowMs}. Not a mutation of the state: no digest, snapshot or entry holds it. */
    public final void touch(long nowMs) {
        meta = (meta & ~CLOCK_MASK) | ((int) (nowMs / 1000) & CLOCK_MASK);
    }

    /** Seconds since the last {@link #touch}, modulo 2^24 (194 days); 0 for a value from a snapshot that nobody has touched since. */
    public final int idleSeconds(long nowMs) {
        return (meta & CLOCK_MASK) == 0 ? 0 : ((int) (nowMs / 1000) - meta) & CLOCK_MASK;
    }

    /** Eight bits for the type's own use. */
    final int flags() {
        return meta >>> 24;
    }

    final void flags(int flags) {
        meta = (meta & CLOCK_MASK) | flags << 24;
    }
}
