package io.headwater.restore.replay;

import io.headwater.cache.engine.Keyspace;

/**
 * The keys of a restore.
 *
 * @param keys that live at the restored time
 * @param expired at the restored time: left out
 * @param expiringSoon live then, but expired by the wall clock now: a stock server drops them as soon as it sees them
 */
public record KeyCount(long keys, long expired, long expiringSoon) {
    public static final KeyCount NONE = new KeyCount(0, 0, 0);

    public static KeyCount of(Keyspace keyspace, long toMs, long wallMs) {
        long[] counts = new long[2];
        for (int i = 0; i < keyspace.databases(); i++) {
            if (keyspace.database(i).expiring() > 0) {
                keyspace.database(i).forEach(entry -> {
                    if (entry.isExpired(toMs)) {
                        counts[0]++;
                    } else if (entry.isExpired(wallMs)) {
                        counts[1]++;
                    }
                });
            }
        }
        return new KeyCount(keyspace.size() - counts[0], counts[0], counts[1]);
    }

    KeyCount withExpired(long other) {
        return new KeyCount(keys, other, expiringSoon);
    }

    public KeyCount plus(KeyCount other) {
        return new KeyCount(keys + other.keys, expired + other.expired, expiringSoon + other.expiringSoon);
    }
}
