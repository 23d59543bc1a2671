package io.headwater.cache.engine;

import java.util.function.LongSupplier;

/**
 * Deletes keys whose time has come although nobody asks for them. Primaries only: a replica waits for the log. The writer thread calls {@link #step} between turns; the
 * heaps of the databases name the keys, so that a step with nothing to do looks at one key per database.
 */
public final class ActiveExpiry {
    /** Keys of one entry, so that none grows without bound: entries are sealed whole. */
    public static final int MAX_KEYS_PER_STEP = 256;

    /** The same for long keys. */
    private static final int ENTRY_BYTES = 32 * 1024;

    private static final int KEYS_BETWEEN_CLOCK_READINGS = 16;

    private final Keyspace keyspace;
    private final Effects effects;
    private final LongSupplier nanoClock;
    /** Where the next step begins: a database that is always busy must not starve the others. */
    private int nextDatabase;

    /** @param nanoClock a monotonic clock in ns, which bounds the steps' time */
    public ActiveExpiry(Keyspace keyspace, Effects effects, LongSupplier nanoClock) {
        this.keyspace = keyspace;
        this.effects = effects;
        this.nanoClock = nanoClock;
    }

    /**
     * Yields and applies the deletion of keys that are expired at {@code nowMs}, as one entry, until there are none, there are {@link #MAX_KEYS_PER_STEP} or many bytes, or the time
     * is up.
     *
     * @param budgetNanos time that this step may take, in ns; a handful of keys go in any case
     * @return how many keys were deleted; more may be left if this is not 0
     */
    public int step(long nowMs, long budgetNanos) {
        if (!keyspace.expiresActively()) return 0;
        long deadline = nanoClock.getAsLong() + budgetNanos;
        int databases = keyspace.databases();
        int deleted = 0;
        effects.open(nowMs, 0, null);
        for (int i = 0; i < databases; i++) {
            int index = nextDatabase;
            Database database = keyspace.database(index);
            Entry first = database.firstToExpire();
            while (first != null && first.isExpired(nowMs)) {
                byte[] key = first.key();
                effects.expire(index, key, 0, key.length);
                if (++deleted == MAX_KEYS_PER_STEP || effects.entryBytes() > ENTRY_BYTES || isOver(deleted, deadline)) {
                    effects.closeEntry();
                    return deleted;
                }
                first = database.firstToExpire();
            }
            nextDatabase = index + 1 == databases ? 0 : index + 1;
        }
        effects.closeEntry();
        return deleted;
    }

    private boolean isOver(int deleted, long deadline) {
        return deleted % KEYS_BETWEEN_CLOCK_READINGS == 0 && nanoClock.getAsLong() - deadline >= 0;
    }
}
