package io.headwater.cache.node;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import java.util.function.LongSupplier;

/**
 * Deletes keys that have expired and that nobody asked for, oldest expiry first, each as an entry of its own. On primaries only: everybody else waits for the log.
 * Owned by the writer thread.
 */
final class ExpiryCycle {
    /** So long at most, so that clients wait no longer than that. */
    private static final long BUDGET_NANOS = 1_000_000;
    /** Keys between two looks at the time. */
    private static final int KEYS_PER_LOOK = 32;

    private final Keyspace keyspace;
    private final Effects effects;
    private final LongSupplier nanoTime;

    ExpiryCycle(Keyspace keyspace, Effects effects, LongSupplier nanoTime) {
        this.keyspace = keyspace;
        this.effects = effects;
        this.nanoTime = nanoTime;
    }

    /** Deletes what has expired at {@code nowMs}; whether more is left. */
    boolean run(long nowMs) {
        long deadline = nanoTime.getAsLong() + BUDGET_NANOS;
        for (int i = 0; i < keyspace.databases(); i++) {
            Database database = keyspace.database(i);
            int keys = 0;
            for (Entry entry = database.firstToExpire(); entry != null && entry.isExpired(nowMs); entry = database.firstToExpire()) {
                effects.open(nowMs, i, null);
                effects.expire(i, entry.key(), 0, entry.key().length);
                effects.closeEntry();
                if (++keys % KEYS_PER_LOOK == 0 && nanoTime.getAsLong() > deadline) return true;
            }
        }
        return false;
    }
}
