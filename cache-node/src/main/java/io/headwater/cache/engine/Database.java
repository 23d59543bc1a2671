package io.headwater.cache.engine;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One numbered database: its keys and those of them that expire. Reading is public; only {@link Fold} and a loader ({@link Keyspace#load}) change it. Expired keys are
 * still here: hiding them is the command's business, deleting them the log's.
 */
public final class Database {
    private final Keyspace keyspace;
    private final Dict<Entry> entries;
    private final ExpiryHeap expiries = new ExpiryHeap();
    int index;

    Database(Keyspace keyspace, int index) {
        this.keyspace = keyspace;
        this.index = index;
        this.entries = new Dict<>(keyspace.hasher());
    }

    /** The number by which SELECT knows it; changes with SWAPDB. */
    public int index() {
        return index;
    }

    /** Number of keys, the expired and not yet deleted ones included. */
    public int size() {
        return entries.size();
    }

    /** Number of keys with an expiry. */
    public int expiring() {
        return expiries.size();
    }

    /** Mean time to live in ms of the keys with an expiry, 0 without any. */
    public long averageTtlMs(long nowMs) {
        return expiries.size() == 0 ? 0 : (long) Math.max(0, expiries.averageMs() - nowMs);
    }

    /** The hash that keys and members of this database are hashed with. */
    public Hasher hasher() {
        return keyspace.hasher();
    }

    /** The entry of argument {@code i}, expired or not, or null. */
    public @Nullable Entry find(Args args, int i) {
        return entries.find(args.bytes(), args.offset(i), args.length(i));
    }

    /** The entry of the key in the slice, expired or not, or null. */
    public @Nullable Entry find(byte[] key, int offset, int length) {
        return entries.find(key, offset, length);
    }

    /** {@link #find(byte[], int, int)} with the key's hash, by {@link #hasher}, already known. */
    public @Nullable Entry find(byte[] key, int offset, int length, int hash) {
        return entries.find(key, offset, length, hash);
    }

    /** {@link Dict#scan} over the keys. */
    public long scan(long cursor, Consumer<? super Entry> action) {
        return entries.scan(cursor, action);
    }

    /** {@link Dict#visitFrom} over the keys. */
    public long visitFrom(long from, Consumer<? super Entry> action) {
        return entries.visitFrom(from, action);
    }

    /** Every entry once, in no order. The action must not change the database. */
    public void forEach(Consumer<? super Entry> action) {
        entries.forEach(action);
    }

    /** A random entry, expired or not; null only if there is none. */
    public @Nullable Entry random(RandomGenerator random) {
        return entries.random(random);
    }

    /** The entry that expires first, or null if none has an expiry. */
    public @Nullable Entry firstToExpire() {
        return expiries.first();
    }

    /** A random entry among those with an expiry, or null if there is none. */
    public @Nullable Entry randomExpiring(RandomGenerator random) {
        return expiries.size() == 0 ? null : expiries.at(random.nextInt(expiries.size()));
    }

    // What follows changes the database: for the fold.

    /** Creates the key of argument {@code i}, which must be absent. */
    Entry insert(Args args, int i, Value value) {
        return insert(args.copy(i), value);
    }

    Entry insert(byte[] key, Value value) {
        Entry entry = new Entry(key, entries.hash(key, 0, key.length), value);
        value.touch(keyspace.entryTimeMs);
        entries.insert(entry);
        keyspace.keyAdded(key);
        return entry;
    }

    void remove(Entry entry) {
        if (entry instanceof ExpiringEntry expiring) expiries.remove(expiring);
        entries.remove(entry);
        keyspace.keyRemoved(entry.key());
    }

    void expireAt(Entry entry, long atMs) {
        if (entry instanceof ExpiringEntry expiring) {
            expiries.put(expiring, atMs);
            return;
        }
        ExpiringEntry replacement = new ExpiringEntry(entry.key(), entry.hash(), entry.value);
        entries.replace(entry, replacement);
        expiries.put(replacement, atMs);
    }

    void persist(Entry entry) {
        if (entry instanceof ExpiringEntry expiring) expiries.remove(expiring);
    }

    /** Remembers that the entry was written by the current entry of the log. */
    void touch(Entry entry) {
        entry.value.touch(keyspace.entryTimeMs);
    }

    /** Tells who watches that argument {@code i} was changed. Every fold of a key's change ends with this. */
    void changed(Args args, int i) {
        keyspace.changed(index, args.bytes(), args.offset(i), args.length(i), true);
    }

    /** {@link #changed} of a key for which nobody who waits has more than before. */
    void changedInside(Args args, int i) {
        keyspace.changed(index, args.bytes(), args.offset(i), args.length(i), false);
    }

    void clear() {
        entries.clear();
        expiries.clear();
    }

    void reserve(long keys) {
        entries.reserve(keys);
    }

    int touchAll(int[] hashes, @Nullable DictNode[] heads, int count) {
        return entries.touchAll(hashes, heads, count);
    }

    boolean rehash(int steps) {
        return entries.rehash(steps);
    }
}
