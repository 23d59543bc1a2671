package io.headwater.restore.diff;

import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.EntryFilter;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.cache.engine.read.EntryEffects;
import io.headwater.restore.request.Selection;
import io.headwater.schemas.LogRecordReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds a log as it is and, from a cut on, remembers of each key what it held before it was first changed. One walk at a time, one thread.
 *
 * <p>Takes what the changed keys held before, and about 150 bytes for each of them: at most as much again as the keyspace had, when everything changes.
 */
public final class DiffRecorder implements EntryFilter {
    private final Cut from;
    private final EntryEffects effects = new EntryEffects();
    private final Map<Integer, Map<ByteBuffer, Old>> oldByDatabase = new HashMap<>();
    private Keyspace keyspace = new Keyspace(1, new Hasher(0, 0), false);
    private boolean recording;

    /** @param from entries behind it are what has changed since */
    public DiffRecorder(Cut from) {
        this.from = from;
    }

    /** What a key held; no value if it was not there. */
    private record Old(@Nullable Value value, long expireAtMs) {
        static final Old ABSENT = new Old(null, Entry.NO_EXPIRY);

        boolean isLive(long nowMs) {
            return value != null && (expireAtMs == Entry.NO_EXPIRY || nowMs <= expireAtMs);
        }
    }

    @Override
    public void begin(Keyspace fresh) {
        keyspace = fresh;
        oldByDatabase.clear();
        recording = false;
    }

    @Override
    public long fold(LogRecordReader entry, long epoch, Fold fold) {
        recording = recording || entry.entryTimeMs() > from.toMs() || entry.lsn() > from.toLsn();
        fold.beginEntry(entry.entryTimeMs(), entry.database());
        long count = 0;
        for (effects.begin(entry); effects.next(); count++) {
            if (recording) {
                effects.keys(remembering);
            }
            fold.apply(effects.op(), effects.effect());
        }
        return count;
    }

    private final EffectKeys.Visitor remembering = new EffectKeys.Visitor() {
        @Override
        public void key(int database, int argument, boolean written) {
            if (written) {
                remember(database, effects.effect(), argument);
            }
        }

        @Override
        public void database(int database) {
            boolean moves = effects.op() == EffectOp.SWAPDB;
            for (int i = 0; i < keyspace.databases(); i++) {
                if (i == database || database == EffectKeys.ALL_DATABASES) {
                    rememberAll(i, moves);
                }
            }
            if (moves) {
                int one = Math.toIntExact(effects.effect().toLong(1));
                rememberArrivals(one == database ? Math.toIntExact(effects.effect().toLong(2)) : one, database);
            }
        }
    };

    private void remember(int database, Args effect, int argument) {
        Map<ByteBuffer, Old> olds = olds(database);
        ByteBuffer key = ByteBuffer.wrap(effect.copy(argument));
        if (!olds.containsKey(key)) {
            Entry entry = keyspace.database(database).find(effect, argument);
            olds.put(key, entry == null ? Old.ABSENT : new Old(entry.value().copy(), entry.expireAtMs()));
        }
    }

    /** @param moves whether the values live on elsewhere, so that they must be copied */
    private void rememberAll(int index, boolean moves) {
        Database database = keyspace.database(index);
        if (database.size() == 0) {
            return;
        }
        Map<ByteBuffer, Old> olds = olds(index);
        database.forEach(entry -> olds.computeIfAbsent(
                ByteBuffer.wrap(entry.key()), absent -> new Old(moves ? entry.value().copy() : entry.value(), entry.expireAtMs())));
    }

    /** What comes into a database by a swap was not there, unless it is remembered already. */
    private void rememberArrivals(int source, int target) {
        Database old = keyspace.database(target);
        keyspace.database(source).forEach(entry -> {
            if (old.find(entry.key(), 0, entry.key().length) == null) {
                olds(target).putIfAbsent(ByteBuffer.wrap(entry.key()), Old.ABSENT);
            }
        });
    }

    private Map<ByteBuffer, Old> olds(int database) {
        return oldByDatabase.computeIfAbsent(database, absent -> new HashMap<>());
    }

    @Override
    public boolean hasLeftOut() {
        return false;
    }

    /**
     * Tells of each key that differs between the cut and what the walk has come to.
     *
     * @param fromMs the cut's time: what was expired then was not there
     * @param now the keyspace at the walk's end
     * @param nowMs its time
     */
    public void visit(long fromMs, Keyspace now, long nowMs, Selection selection, DiffVisitor visitor) {
        oldByDatabase.forEach((database, olds) -> olds.forEach((key, old) -> {
            if (selection.includes(database, key.array())) {
                compare(database, key.array(), old, fromMs, now, nowMs, visitor);
            }
        }));
        expiries(fromMs, now, nowMs, selection, visitor);
    }

    private static void compare(int database, byte[] key, Old old, long fromMs, Keyspace now, long nowMs, DiffVisitor visitor) {
        Entry entry = now.database(database).find(key, 0, key.length);
        boolean isLive = entry != null && !entry.isExpired(nowMs);
        Value before = old.value();
        if (before == null || !old.isLive(fromMs)) {
            if (entry != null && isLive) {
                visitor.created(database, key, entry.value(), entry.expireAtMs());
            }
        } else if (entry == null || !isLive) {
            visitor.removed(database, key, before, old.expireAtMs());
        } else if (old.expireAtMs() != entry.expireAtMs() || !ValueEquality.equal(before, entry.value())) {
            visitor.changed(database, key, before, old.expireAtMs(), entry.value(), entry.expireAtMs());
        }
    }

    /** Keys that nobody touched and whose time came in between. */
    private void expiries(long fromMs, Keyspace now, long nowMs, Selection selection, DiffVisitor visitor) {
        for (int i = 0; i < now.databases(); i++) {
            if (now.database(i).expiring() == 0) {
                continue;
            }
            int database = i;
            Map<ByteBuffer, Old> olds = oldByDatabase.getOrDefault(i, Map.of());
            now.database(i).forEach(entry -> {
                if (entry.isExpired(nowMs)
                        && !entry.isExpired(fromMs)
                        && !olds.containsKey(ByteBuffer.wrap(entry.key()))
                        && selection.includes(database, entry.key())) {
                    visitor.removed(database, entry.key(), entry.value(), entry.expireAtMs());
                }
            });
        }
    }
}
