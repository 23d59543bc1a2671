package io.headwater.restore.omit;

import io.headwater.archive.replay.EntryFilter;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.FoldException;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.cache.engine.read.EntryEffects;
import io.headwater.restore.request.Omission;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds a log without what is to be left out, and keeps account of the keys that this concerns. One walk at a time, one thread.
 *
 * <p>What the shard did by itself is no part of an entry that is left out: an eviction is applied, and so is the deletion of an expired key, unless the key is not
 * expired here because its expiry was left out. A key that is expired here, though it was not there, goes before anything is written to it, as a primary would have it.
 */
public final class OmittingFilter implements EntryFilter {
    private final int shard;
    private final OmissionRules rules;
    private final EntryEffects effects = new EntryEffects();
    private Keyspace keyspace = new Keyspace(1, new Hasher(0, 0), false);
    private TouchedSet touched = new TouchedSet(keyspace);
    private OmissionAccount account = new OmissionAccount(0);
    private boolean dependent;

    /** @param shard whose log it is; ranges of others do not concern it */
    public OmittingFilter(Omission omission, int shard) {
        this.shard = shard;
        this.rules = new OmissionRules(omission, shard);
    }

    @Override
    public void begin(Keyspace fresh) {
        keyspace = fresh;
        touched = new TouchedSet(fresh);
        account = new OmissionAccount(shard);
    }

    @Override
    public boolean hasLeftOut() {
        return account.hasLeftOut();
    }

    /** What was left out in the last walk, and what came of it. */
    public OmissionReport report() {
        return account.report(touched.isComplete());
    }

    @Override
    public long fold(LogRecordReader entry, long epoch, Fold fold) {
        boolean whole = rules.leavesOut(entry, epoch);
        account.beginEntry(entry, epoch);
        fold.beginEntry(entry.entryTimeMs(), entry.database());
        effects.begin(entry);
        long applied = 0;
        while (effects.next()) {
            if (effects.op() == EffectOp.SELECT || effects.cause() != Cause.COMMAND) {
                applied += applyOwn(entry.entryTimeMs(), fold);
            } else if (whole || rules.leavesOutKeysOf(effects)) {
                applied += leaveOut(whole, entry.entryTimeMs(), fold);
            } else {
                applied += apply(effects.effect(), entry.entryTimeMs(), fold);
            }
        }
        return applied;
    }

    /** Leaves the effect out; of a deletion of several keys only what is to be left out. */
    private int leaveOut(boolean whole, long timeMs, Fold fold) {
        account.leftOut();
        Args effect = effects.effect();
        List<byte[]> kept = new ArrayList<>();
        kept.add(effect.copy(0));
        effects.keys(new EffectKeys.Visitor() {
            @Override
            public void key(int database, int argument, boolean written) {
                if (!whole && effects.op() == EffectOp.DEL && !rules.leavesOutKey(effect, argument)) {
                    kept.add(effect.copy(argument));
                } else if (written) {
                    touched.add(database, effect, argument);
                }
            }

            @Override
            public void database(int database) {
                touched.addAll(database);
            }
        });
        return kept.size() > 1 ? apply(Args.of(kept.toArray(byte[][]::new)), timeMs, fold) : 0;
    }

    /** Applies what the shard did by itself: of expired keys those that are expired here, too. */
    private int applyOwn(long timeMs, Fold fold) {
        Args effect = effects.effect();
        if (effects.cause() == Cause.EXPIRY && !touched.isEmpty() && effects.op() == EffectOp.DEL) {
            List<byte[]> expired = new ArrayList<>();
            expired.add(effect.copy(0));
            for (int i = 1; i < effect.count(); i++) {
                if (!touched.contains(effects.database(), effect, i) || isExpired(effects.database(), effect, i, timeMs)) {
                    expired.add(effect.copy(i));
                }
            }
            if (expired.size() == 1) {
                return 0;
            }
            fold.apply(EffectOp.DEL, Args.of(expired.toArray(byte[][]::new)));
            return 1;
        }
        fold.apply(effects.op(), effect);
        return 1;
    }

    private int apply(Args effect, long timeMs, Fold fold) {
        EffectOp op = effects.op();
        if (touched.isEmpty()) {
            fold.apply(op, effect);
            return 1;
        }
        try {
            follow(op, effect, timeMs, fold);
            fold.apply(op, effect);
            return 1;
        } catch (FoldException unfit) {
            account.inapplicable(op, effect, effects.database(), String.valueOf(unfit.getMessage()));
            return 0;
        }
    }

    /** Sees to what was touched: tells of the effect, and follows the keys to where it takes them. */
    private void follow(EffectOp op, Args effect, long timeMs, Fold fold) {
        switch (op) {
            // What they leave behind is the same with and without what was left out.
            case FLUSHALL -> touched.clear();
            case FLUSHDB -> touched.clear(effects.database());
            case SWAPDB -> touched.swap(Math.toIntExact(effect.toLong(1)), Math.toIntExact(effect.toLong(2)));
            case DEL -> {
                for (int i = 1; i < effect.count(); i++) {
                    touched.remove(effects.database(), effect, i);
                }
            }
            default -> followKeys(op, effect, timeMs, fold);
        }
    }

    private void followKeys(EffectOp op, Args effect, long timeMs, Fold fold) {
        dependent = false;
        EffectKeys.visit(op, effect, effects.database(), new EffectKeys.Visitor() {
            @Override
            public void key(int database, int argument, boolean written) {
                if (touched.contains(database, effect, argument)) {
                    dependent = true;
                    account.dependent(op, effect, argument, database);
                    if (database == effects.database() && isExpired(database, effect, argument, timeMs)) {
                        fold.apply(EffectOp.DEL, Args.of(EffectOp.DEL.nameBytes(), effect.copy(argument)));
                    }
                } else if (dependent && written) {
                    touched.add(database, effect, argument);
                }
            }

            @Override
            public void database(int database) {}
        });
    }

    private boolean isExpired(int index, Args effect, int argument, long timeMs) {
        Database database = keyspace.database(index);
        Entry entry = database.find(effect, argument);
        return entry != null && entry.isExpired(timeMs);
    }
}
