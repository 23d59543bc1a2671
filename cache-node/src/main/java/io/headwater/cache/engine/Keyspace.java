package io.headwater.cache.engine;

import io.headwater.schemas.LogRecordReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a shard holds: its databases. {@link Fold} is the only mutator, apart from {@link #load}, by which a snapshot's keys come in before any entry is applied.
 * Owned by the writer thread.
 */
public final class Keyspace {
    /** Databases of a node that says nothing else. */
    public static final int DEFAULT_DATABASES = 16;

    private final Hasher hasher;
    private final Database[] databases;
    private final @Nullable SlotCounts slots;
    private @Nullable WatchListener watch;
    private @Nullable WatchListener waiting;
    private @Nullable LastChanges changes;
    private StreamLimits streamLimits = StreamLimits.DEFAULT;
    private long dirty;
    private boolean expiresActively = true;
    /** Sees every effect; null as a rule. */
    @Nullable FoldObserver observer;

    private @Nullable Consumer<LogRecordReader> controls;
    /** Time of the entry that is being applied, in ms: the access time of what it writes. No part of the state. */
    long entryTimeMs;

    /** {@code databases} empty databases whose keys are hashed by {@code hasher}; {@code countSlots} keeps a count of keys for each cluster slot. */
    public Keyspace(int databases, Hasher hasher, boolean countSlots) {
        this.hasher = hasher;
        this.slots = countSlots ? new SlotCounts() : null;
        this.databases = new Database[databases];
        for (int i = 0; i < databases; i++) this.databases[i] = new Database(this, i);
    }

    /** The hash of keys and members. */
    public Hasher hasher() {
        return hasher;
    }

    /** Number of databases. */
    public int databases() {
        return databases.length;
    }

    /** The database that SELECT {@code index} now means. */
    public Database database(int index) {
        return databases[index];
    }

    /** Keys of all databases together. */
    public long size() {
        long size = 0;
        for (Database database : databases) size += database.size();
        return size;
    }

    /** Changes applied since the start; INFO's rdb_changes_since_last_save is a difference of two of these. */
    public long dirty() {
        return dirty;
    }

    /** Keys in a cluster slot; 0 unless slots are counted. */
    public int keysInSlot(int slot) {
        return slots == null ? 0 : slots.count(slot);
    }

    /** Sets who hears of changes, or null when nobody watches a key, which makes writes cheaper. */
    public void watch(@Nullable WatchListener listener) {
        watch = listener;
    }

    /** Sets who hears of changes on behalf of clients that wait for keys, or null when nobody does. */
    public void await(@Nullable WatchListener listener) {
        waiting = listener;
    }

    /** When a block of a stream takes no further entry. */
    public StreamLimits streamLimits() {
        return streamLimits;
    }

    /** Sets when a block of a stream takes no further entry; no part of the state, only of how it is kept. */
    public void streamLimits(StreamLimits limits) {
        streamLimits = limits;
    }

    /** Sets who sees every effect, or null. */
    public void observe(@Nullable FoldObserver effectObserver) {
        observer = effectObserver;
    }

    /** Sets who hears of the control entries that are folded, or null. */
    public void controls(@Nullable Consumer<LogRecordReader> listener) {
        controls = listener;
    }

    /**
     * Begins to remember when keys were last changed, which makes writes a little dearer.
     *
     * @param lsn of the last entry applied
     */
    public void trackChanges(long lsn) {
        if (changes == null) changes = new LastChanges(databases.length, lsn);
    }

    /** Forgets when keys were last changed. */
    public void untrackChanges() {
        changes = null;
    }

    /** When keys were last changed; null unless it is tracked. */
    public @Nullable LastChanges changes() {
        return changes;
    }

    /** Whether keys that nobody asks for are deleted when they expire: always, but for tests. */
    public boolean expiresActively() {
        return expiresActively;
    }

    /** Sets {@link #expiresActively}. */
    public void expiresActively(boolean active) {
        expiresActively = active;
    }

    /** Moves at most {@code steps} keys per database out of memory that is mostly free; whether more is left. Ends the validity of every {@link Entry}, not that of {@link Value}s but strings. */
    public boolean tidy(int steps) {
        boolean more = false;
        for (Database database : databases) more |= database.defragment(steps);
        return more;
    }

    /** Adds a key from a snapshot; it must be absent. A collection is taken over. {@code expireAtMs} may be {@link Entry#NO_EXPIRY}. */
    public void load(int database, byte[] key, Value value, long expireAtMs) {
        Database target = databases[database];
        Entry entry = target.insert(key, 0, key.length, value);
        if (expireAtMs != Entry.NO_EXPIRY) target.expireAt(entry, expireAtMs);
    }

    /** Makes room for {@code keys} keys in an empty database that is about to be loaded. */
    public void reserve(int database, long keys) {
        databases[database].reserve(keys);
    }

    /** Forgets everything: a replica that starts over from another snapshot. */
    public void reset() {
        for (int i = 0; i < databases.length; i++) flush(i);
    }

    /** Tells of a control entry, which changes nothing. */
    void control(LogRecordReader entry) {
        if (controls != null) controls.accept(entry);
    }

    // What follows changes the keyspace: for the fold.

    void flush(int index) {
        Database database = databases[index];
        if (watch != null) watch.databaseReplaced(index, database, null);
        if (waiting != null) waiting.databaseReplaced(index, database, null);
        database.clear();
        // Slots are counted in cluster mode only, which has the one database.
        if (slots != null) slots.clear();
        if (changes != null) changes.replaced(index);
        dirty++;
    }

    void swap(int first, int second) {
        Database one = databases[first];
        Database two = databases[second];
        if (watch != null) {
            watch.databaseReplaced(first, one, two);
            watch.databaseReplaced(second, two, one);
        }
        if (waiting != null) {
            waiting.databaseReplaced(first, one, two);
            waiting.databaseReplaced(second, two, one);
        }
        databases[first] = two;
        databases[second] = one;
        two.index = first;
        one.index = second;
        if (changes != null) {
            changes.replaced(first);
            changes.replaced(second);
        }
        dirty++;
    }

    /** @param wakes whether who waits for the key hears of it */
    void changed(int database, byte[] key, int offset, int length, boolean wakes) {
        dirty++;
        if (changes != null) changes.changed(database, hasher.hash(key, offset, length));
        if (watch != null) watch.keyChanged(database, key, offset, length);
        if (wakes && waiting != null) waiting.keyChanged(database, key, offset, length);
    }

    void keyAdded(byte[] key, int offset, int length) {
        if (slots != null) slots.add(key, offset, length, 1);
    }

    void keyRemoved(Records records, long reference) {
        if (slots != null) slots.add(records.array(reference), records.keyAt(reference), records.keyLength(reference), -1);
    }
}
