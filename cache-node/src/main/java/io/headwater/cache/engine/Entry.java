package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link Database} as it is read: where its record lies. Valid until the next effect on the key or the next {@link Keyspace#tidy}, and one from {@link Entries} until the
 * command ends; a string that it gives is valid as long, a key is a copy, and a collection an object that may be held.
 */
public final class Entry {
    /** The {@link #expireAtMs} of a key that never expires. */
    public static final long NO_EXPIRY = -1;

    /** What an entry that is not in use refers to. */
    private static final KeyTable NOTHING = new KeyTable(new Hasher(0, 0));

    private KeyTable table;
    private long reference;
    /** What {@link #value} gave of a string. */
    private @Nullable StringValue view;

    Entry(KeyTable table, long reference) {
        this.table = table;
        this.reference = reference;
    }

    void refer(KeyTable newTable, long newReference) {
        table = newTable;
        reference = newReference;
    }

    void letGo() {
        refer(NOTHING, KeyIndex.NONE);
        if (view != null) view.show(Numbers.EMPTY, 0, 0, false);
    }

    /** Where its record is. */
    long reference() {
        return reference;
    }

    /** A copy of the key. */
    public byte[] key() {
        return table.records.key(reference);
    }

    /** Length of the key in bytes. */
    public int keyLength() {
        return table.records.keyLength(reference);
    }

    /** The keyed hash of the key. */
    public int hash() {
        return table.hashOf(reference);
    }

    /** What the key holds; valid until the next effect on the key. */
    public Value value() {
        if (!table.isString(reference)) return table.collection(reference);
        if (view == null) view = new StringValue(Numbers.EMPTY);
        table.show(reference, view);
        return view;
    }

    /** Shard-clock time in ms from which the key is expired, or {@link #NO_EXPIRY}. */
    public long expireAtMs() {
        return table.expireAtMs(reference);
    }

    /** Whether the key has an expiry. */
    public boolean hasExpiry() {
        return expireAtMs() != NO_EXPIRY;
    }

    /** Whether the key is expired at {@code nowMs}. Redis's rule: expired once the clock is past the time, not at it. */
    public boolean isExpired(long nowMs) {
        long at = expireAtMs();
        return at != NO_EXPIRY && nowMs > at;
    }

    /** Remembers an access at {@code nowMs}, in 24 bits of seconds as Redis's LRU clock. Not a mutation of the state: no digest, snapshot or entry holds it. */
    public void touch(long nowMs) {
        table.touch(reference, nowMs);
    }

    /** Seconds since the last {@link #touch}, modulo 2^24 (194 days); 0 for a key from a snapshot that nobody has touched since. */
    public int idleSeconds(long nowMs) {
        int clock = table.records.clock(reference);
        return clock == 0 ? 0 : (int) (nowMs / 1000) - clock & KeyTable.CLOCK_MASK;
    }

    /** Bytes that key, value and their places in the tables take, roughly: for MEMORY USAGE and eviction, not for accounting. */
    public long memoryBytes() {
        return table.memoryBytes(reference);
    }
}
