package io.headwater.restore.omit;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.read.EffectKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The keys of all databases that something left out had written. Bounded: beyond {@value #MOST} keys no more are remembered, which it says. One thread. */
final class TouchedSet {
    /** 16 bytes each. */
    static final int MOST = 16_000_000;

    private final Keyspace keyspace;
    private final @Nullable TouchedKeys[] byDatabase;
    private boolean empty = true;
    private boolean complete = true;

    TouchedSet(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.byDatabase = new @Nullable TouchedKeys[keyspace.databases()];
    }

    /** Whether nothing was ever touched. */
    boolean isEmpty() {
        return empty;
    }

    boolean isComplete() {
        return complete;
    }

    void add(int database, Args effect, int argument) {
        add(database, hash(effect, argument));
    }

    private void add(int database, long hash) {
        TouchedKeys keys = byDatabase[database];
        if (keys == null) {
            keys = new TouchedKeys();
            byDatabase[database] = keys;
        }
        empty = false;
        if (keys.size() < MOST) {
            keys.add(hash);
        } else {
            complete = false;
        }
    }

    /** Adds all keys that a database holds, or all that there are. */
    void addAll(int database) {
        empty = false;
        for (int i = 0; i < byDatabase.length; i++) {
            if (database == i || database == EffectKeys.ALL_DATABASES) {
                int index = i;
                keyspace.database(i).forEach(entry -> add(index, keyspace.hasher().hash64(entry.key(), 0, entry.key().length)));
            }
        }
    }

    boolean contains(int database, Args effect, int argument) {
        TouchedKeys keys = byDatabase[database];
        return keys != null && !keys.isEmpty() && keys.contains(hash(effect, argument));
    }

    void remove(int database, Args effect, int argument) {
        TouchedKeys keys = byDatabase[database];
        if (keys != null && !keys.isEmpty()) {
            keys.remove(hash(effect, argument));
        }
    }

    void clear() {
        Arrays.fill(byDatabase, null);
    }

    void clear(int database) {
        byDatabase[database] = null;
    }

    void swap(int first, int second) {
        TouchedKeys one = byDatabase[first];
        byDatabase[first] = byDatabase[second];
        byDatabase[second] = one;
    }

    private long hash(Args effect, int argument) {
        return keyspace.hasher().hash64(effect.bytes(), effect.offset(argument), effect.length(argument));
    }
}
