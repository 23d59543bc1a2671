package io.headwater.restore.omit;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.restore.omit.OmissionReport.Touch;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;

/** Counts what is left out of one shard's log, entry by entry. One thread. */
final class OmissionAccount {
    private final int shard;
    private final List<Touch> dependents = new ArrayList<>();
    private final List<Touch> unfit = new ArrayList<>();
    private LogRecordReader entry = new LogRecordReader();
    private long epoch;
    private boolean entryLeftOut;
    private boolean entryDepends;
    private long entries;
    private long effects;
    private long dependentEntries;
    private long unfitEffects;

    OmissionAccount(int shard) {
        this.shard = shard;
    }

    void beginEntry(LogRecordReader current, long ofEpoch) {
        entry = current;
        epoch = ofEpoch;
        entryLeftOut = false;
        entryDepends = false;
    }

    /** The entry's current effect is left out. */
    void leftOut() {
        effects++;
        if (!entryLeftOut) {
            entryLeftOut = true;
            entries++;
        }
    }

    boolean hasLeftOut() {
        return effects > 0;
    }

    /** The entry's current effect touches a key that something left out had written. */
    void dependent(EffectOp op, Args effect, int argument, int database) {
        if (!entryDepends) {
            entryDepends = true;
            dependentEntries++;
            if (dependents.size() < OmissionReport.LISTED) {
                dependents.add(touch(op, effect, argument, database, ""));
            }
        }
    }

    /** The entry's current effect does not fit what is there. */
    void inapplicable(EffectOp op, Args effect, int database, String why) {
        unfitEffects++;
        if (unfit.size() < OmissionReport.LISTED) {
            unfit.add(touch(op, effect, 1, database, why));
        }
    }

    private Touch touch(EffectOp op, Args effect, int argument, int database, String why) {
        return new Touch(
                shard, new Position(epoch, entry.lsn()), entry.entryTimeMs(), entry.actor(), database, EffectKeys.text(effect.copy(argument)), op.name(), why);
    }

    OmissionReport report(boolean complete) {
        return new OmissionReport(entries, effects, dependentEntries, dependents, unfitEffects, unfit, complete);
    }
}
