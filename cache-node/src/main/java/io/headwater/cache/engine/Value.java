package io.headwater.cache.engine;

/**
 * What a key holds. Only {@link Fold} changes one. Owned by the writer thread.
 *
 * <p>Strings lie in the records of their keys, of which a {@link StringValue} is a view; the others are objects.
 */
public abstract sealed class Value permits StringValue, HashValue, ListValue, SetValue, SortedSetValue, StreamValue {
    private byte flags;

    /** The type that TYPE reports. */
    public abstract ValueType type();

    /** The name that OBJECT ENCODING reports, as Redis 7.0 would for the same content. */
    public abstract String encoding();

    /** Bytes of heap that this value takes, roughly: for MEMORY USAGE and eviction, not for accounting. */
    public abstract long memoryBytes();

    /** A deep copy that shares nothing that changes. */
    public abstract Value copy();

    /** Seven bits for the type's own use. */
    final int flags() {
        return flags;
    }

    final void flags(int newFlags) {
        flags = (byte) newFlags;
    }
}
