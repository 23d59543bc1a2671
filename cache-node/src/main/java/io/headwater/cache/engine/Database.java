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
    private KeyTable table;
    /** Of the effect under way. */
    private final Entries entries = new Entries();
    int index;

    Database(Keyspace keyspace, int index) {
        this.keyspace = keyspace;
        this.index = index;
        this.table = new KeyTable(keyspace.hasher());
    }

    /** The number by which SELECT knows it; changes with SWAPDB. */
    public int index() {
        return index;
    }

    /** Number of keys, the expired and not yet deleted ones included. */
    public int size() {
        return table.index.size();
    }

    /** Number of keys with an expiry. */
    public int expiring() {
        return table.expiries.size();
    }

    /** Mean time to live in ms of the keys with an expiry, 0 without any. */
    public long averageTtlMs(long nowMs) {
        return table.expiries.size() == 0 ? 0 : (long) Math.max(0, table.expiries.averageMs() - nowMs);
    }

    /** The hash that keys and members of this database are hashed with. */
    public Hasher hasher() {
        return keyspace.hasher();
    }

    /** The entry of argument {@code i}, expired or not, or null. */
    public @Nullable Entry find(Args args, int i) {
        return find(args.bytes(), args.offset(i), args.length(i));
    }

    /** The entry of the key in the slice, expired or not, or null. */
    public @Nullable Entry find(byte[] key, int offset, int length) {
        return find(key, offset, length, keyspace.hasher().hash(key, offset, length));
    }

    /** {@link #find(byte[], int, int)} with the key's hash, by {@link #hasher}, already known. */
    public @Nullable Entry find(byte[] key, int offset, int length, int hash) {
        return table.entry(table.index.find(key, offset, length, hash));
    }

    /** {@link #find(byte[], int, int, int)} with an entry that is used again. */
    public @Nullable Entry find(byte[] key, int offset, int length, int hash, Entries from) {
        return from.at(table, table.index.find(key, offset, length, hash));
    }

    /**
     * One step of a walk with the guarantee of SCAN: a key that is here from the first step to the last is visited at least once. The action must not change the
     * database.
     *
     * @param cursor 0 to begin, else what the last step returned; any other is as good as one of those
     * @return the cursor of the next step, 0 at the end
     */
    public long scan(long cursor, Consumer<? super Entry> action) {
        long next = visitFrom(cursor & KeyIndex.END - 1, action);
        return next == KeyIndex.END ? 0 : next;
    }

    /**
     * Visits keys in the order of their hashes read backwards, each exactly once from the first call to the last, however the tables change in between: those whose
     * reversed hash, as an unsigned number, is at least {@code from} and below what is returned. The action must not change the database.
     *
     * @param from 0 to begin, else what the last call returned
     * @return where the next call goes on; 2^32 at the end
     */
    public long visitFrom(long from, Consumer<? super Entry> action) {
        KeyTable current = table;
        return current.index.visitFrom(from, record -> action.accept(new Entry(current, record)));
    }

    /** Every entry once, in no order. The action must not change the database. */
    public void forEach(Consumer<? super Entry> action) {
        KeyTable current = table;
        current.index.forEach(record -> action.accept(new Entry(current, record)));
    }

    /** A random entry, expired or not; null only if there is none. */
    public @Nullable Entry random(RandomGenerator random) {
        return table.entry(table.index.random(random));
    }

    /** The entry that expires first, or null if none has an expiry. */
    public @Nullable Entry firstToExpire() {
        return table.entry(table.expiries.first());
    }

    /** A random entry among those with an expiry, or null if there is none. */
    public @Nullable Entry randomExpiring(RandomGenerator random) {
        return expiring() == 0 ? null : table.entry(table.expiries.at(random.nextInt(expiring())));
    }

    // What follows changes the database: for the fold.

    KeyTable table() {
        return table;
    }

    int hash(Args args, int i) {
        return keyspace.hasher().hash(args.bytes(), args.offset(i), args.length(i));
    }

    /** An effect begins. */
    void begin() {
        entries.startOver();
    }

    /** {@link #find(Args, int)} for the effect under way. */
    @Nullable Entry entry(Args args, int i) {
        return find(args.bytes(), args.offset(i), args.length(i), hash(args, i), entries);
    }

    /** Creates the key of argument {@code i}, which must be absent. */
    Entry insert(Args args, int i, Value value) {
        return insert(args.bytes(), args.offset(i), args.length(i), value);
    }

    Entry insert(byte[] key, int offset, int length, Value value) {
        Entry entry = new Entry(table, table.insert(key, offset, length, keyspace.hasher().hash(key, offset, length), value));
        touch(entry.reference());
        keyspace.keyAdded(key, offset, length);
        return entry;
    }

    /** Creates the key of argument {@code i}, which must be absent, with the string of argument {@code value}; where its record is. */
    long insertString(Args args, int i, int hash, int value, boolean expires) {
        byte[] bytes = args.bytes();
        long record = table.insert(bytes, args.offset(i), args.length(i), hash, bytes, args.offset(value), args.length(value), expires);
        keyspace.keyAdded(bytes, args.offset(i), args.length(i));
        return record;
    }

    void remove(Entry entry) {
        keyspace.keyRemoved(table.records, entry.reference());
        table.remove(entry.reference(), entry.hash());
    }

    void expireAt(Entry entry, long atMs) {
        table.expireAt(entry.reference(), atMs);
    }

    void persist(Entry entry) {
        table.persist(entry.reference());
    }

    /** Remembers that the record was written by the current entry of the log. */
    void touch(long record) {
        table.touch(record, keyspace.entryTimeMs);
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
        entries.startOver();
        table = new KeyTable(keyspace.hasher());
    }

    void reserve(long keys) {
        table.index.reserve(keys);
    }

    int touchAll(int[] hashes, long[] references, int count) {
        return table.index.touchAll(hashes, references, count);
    }

    boolean defragment(int steps) {
        return table.defragment(steps);
    }
}
