package io.headwater.restore.replay;

import io.headwater.archive.replay.Replayed;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.restore.request.Selection;
import io.headwater.restore.request.TtlRule;

/**
 * Makes of a replayed keyspace what is to be written: the selected keys, with the expiries that the rule wants, without those that were expired at the restored time. Values
 * are handed over, not copied: the replayed keyspace is worthless afterwards. Pure but for that.
 *
 * @param toMs the restored time, milliseconds since 1970
 * @param nowMs when the restore began
 */
record Shaping(Selection selection, TtlRule ttl, long toMs, long nowMs) {
    /** The shard with its new keyspace; the same if nothing is to change. */
    Replayed shape(Replayed replayed) {
        if (selection.isAll() && ttl == TtlRule.KEEP) {
            return replayed;
        }
        return replayed.with(shape(replayed.keyspace()));
    }

    Keyspace shape(Keyspace all) {
        Keyspace shaped = new Keyspace(all.databases(), all.hasher(), false);
        for (int i = 0; i < all.databases(); i++) {
            if (!selection.includes(i)) {
                continue;
            }
            int index = i;
            all.database(i).forEach(entry -> {
                if (!entry.isExpired(toMs) && selection.includes(index, entry.key())) {
                    shaped.load(index, entry.key(), entry.value(), expiry(entry));
                }
            });
        }
        return shaped;
    }

    private long expiry(Entry entry) {
        if (!entry.hasExpiry()) {
            return Entry.NO_EXPIRY;
        }
        return switch (ttl) {
            case KEEP -> entry.expireAtMs();
            case SHIFT -> entry.expireAtMs() + Math.max(0, nowMs - toMs);
            case PERSIST -> Entry.NO_EXPIRY;
        };
    }
}
