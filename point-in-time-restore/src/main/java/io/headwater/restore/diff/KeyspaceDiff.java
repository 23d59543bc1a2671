package io.headwater.restore.diff;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.restore.request.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Compares two keyspaces, key for key, by what a client would see: a key that is expired at a keyspace's time is not there. Looks at each key twice and keeps nothing.
 * The keyspaces may hash differently, and have different numbers of databases. One thread, which owns both.
 */
public final class KeyspaceDiff {
    private final Keyspace before;
    private final long beforeMs;
    private final Keyspace after;
    private final long afterMs;

    /**
     * @param beforeMs keys that are expired then are not there before
     * @param afterMs keys that are expired then are not there afterwards
     */
    public KeyspaceDiff(Keyspace before, long beforeMs, Keyspace after, long afterMs) {
        this.before = before;
        this.beforeMs = beforeMs;
        this.after = after;
        this.afterMs = afterMs;
    }

    /** Tells of each key that differs, among those that are meant. */
    public void visit(Selection selection, DiffVisitor visitor) {
        for (int i = 0; i < Math.max(before.databases(), after.databases()); i++) {
            if (selection.includes(i)) {
                database(i, selection, visitor);
            }
        }
    }

    private void database(int index, Selection selection, DiffVisitor visitor) {
        if (index < after.databases()) {
            after.database(index).forEach(entry -> {
                if (!entry.isExpired(afterMs) && selection.includes(index, entry.key())) {
                    compare(index, live(before, index, entry.key(), beforeMs), entry, visitor);
                }
            });
        }
        if (index < before.databases()) {
            before.database(index).forEach(entry -> {
                if (!entry.isExpired(beforeMs) && selection.includes(index, entry.key()) && live(after, index, entry.key(), afterMs) == null) {
                    visitor.removed(index, entry.key(), entry.value(), entry.expireAtMs());
                }
            });
        }
    }

    private static void compare(int database, @Nullable Entry old, Entry now, DiffVisitor visitor) {
        if (old == null) {
            visitor.created(database, now.key(), now.value(), now.expireAtMs());
        } else if (old.expireAtMs() != now.expireAtMs() || !ValueEquality.equal(old.value(), now.value())) {
            visitor.changed(database, now.key(), old.value(), old.expireAtMs(), now.value(), now.expireAtMs());
        }
    }

    private static @Nullable Entry live(Keyspace keyspace, int index, byte[] key, long nowMs) {
        if (index >= keyspace.databases()) {
            return null;
        }
        Database database = keyspace.database(index);
        Entry entry = database.find(key, 0, key.length);
        return entry == null || entry.isExpired(nowMs) ? null : entry;
    }
}
