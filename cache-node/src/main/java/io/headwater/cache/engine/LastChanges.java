package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * The lsn of the last effect on every key: what a reply that shows the key must wait for, at the level that waits for the log.
 *
 * <p>Lossy, and never cleaned: keys that share a slot of the table share the newer lsn. An lsn that is too new costs a wait and nothing else, and one that the log holds
 * means clean, however old it is. What concerns a whole database is kept for each of them: its newest change, and the newest that replaced all its keys.
 *
 * <p>Owned by the writer thread; allocates nothing after its creation.
 */
public final class LastChanges {
    private static final int SLOTS = 1 << 18;
    /** Spreads the same key of several databases: the golden ratio's fraction. */
    private static final int DATABASE_STEP = 0x9E3779B9;

    private final long[] lsnBySlot = new long[SLOTS];
    private final long[] newestByDatabase;
    private final long[] replacedByDatabase;
    private long lsn;

    /** @param lsn of the last entry that was applied unseen: any key may be as new as that */
    LastChanges(int databases, long lsn) {
        newestByDatabase = new long[databases];
        replacedByDatabase = new long[databases];
        Arrays.fill(newestByDatabase, lsn);
        Arrays.fill(replacedByDatabase, lsn);
    }

    /** The changes that follow belong to the entry of this lsn; lsns only rise. */
    void applying(long entryLsn) {
        lsn = entryLsn;
    }

    void changed(int database, int hash) {
        lsnBySlot[slot(database, hash)] = lsn;
        newestByDatabase[database] = lsn;
    }

    /** All keys of the database were replaced by others, or by none. */
    void replaced(int database) {
        replacedByDatabase[database] = lsn;
        newestByDatabase[database] = lsn;
    }

    /** The lsn of the last effect on a key, present or absent; {@code hash} is the key's in its database. */
    public long ofKey(int database, int hash) {
        return Math.max(lsnBySlot[slot(database, hash)], replacedByDatabase[database]);
    }

    /** The lsn of the last effect on any key of the database. */
    public long ofDatabase(int database) {
        return newestByDatabase[database];
    }

    /** The lsn of the last effect on any key. */
    public long ofAll() {
        long newest = 0;
        for (long ofOne : newestByDatabase) newest = Math.max(newest, ofOne);
        return newest;
    }

    private static int slot(int database, int hash) {
        return (hash + database * DATABASE_STEP) & (SLOTS - 1);
    }
}
