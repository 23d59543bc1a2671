package io.headwater.cache.engine.read;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.FoldException;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import java.nio.charset.StandardCharsets;

/** A cursor over the effects of an entry, which knows in what database each of them acts. Serves any number of entries; one thread. */
public final class EntryEffects {
    private static final int MAX_ARGUMENTS_SHOWN = 5;
    private static final int MAX_ARGUMENT_BYTES = 40;

    private final Args effect = new Args(16);
    private LogRecordReader entry = new LogRecordReader();
    private EffectOp op = EffectOp.SELECT;
    private int database;

    /** Begins with the first effect of the reader's current entry. */
    public EntryEffects begin(LogRecordReader current) {
        entry = current;
        entry.rewindEffects();
        database = entry.database();
        return this;
    }

    /**
     * Goes to the next effect; false behind the last, with the reader in front of the first again. Of a SELECT the database is the one that it selects.
     *
     * @throws FoldException at an effect that this version does not know
     */
    public boolean next() {
        if (!entry.nextEffect()) {
            entry.rewindEffects();
            return false;
        }
        effect.view(entry.bytes(), entry.argumentOffsets(), entry.argumentLengths(), entry.argumentCount());
        EffectOp known = EffectOp.named(effect.bytes(), effect.offset(0), effect.length(0));
        if (known == null) {
            throw new FoldException("unknown effect " + effect.text(0));
        }
        op = known;
        if (op == EffectOp.SELECT) {
            database = EffectKeys.number(effect, 1);
        }
        return true;
    }

    public EffectOp op() {
        return op;
    }

    /** The effect; valid until {@link #next}. */
    public Args effect() {
        return effect;
    }

    public int database() {
        return database;
    }

    /** The time of the entry, milliseconds since 1970. */
    public long timeMs() {
        return entry.entryTimeMs();
    }

    public Cause cause() {
        return entry.cause();
    }

    /** Visits the keys of the effect. */
    public void keys(EffectKeys.Visitor visitor) {
        EffectKeys.visit(op, effect, database, visitor);
    }

    /** The effect in short: its first arguments, long ones by their length. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(effect.count(), MAX_ARGUMENTS_SHOWN); i++) {
            String argument = effect.length(i) <= MAX_ARGUMENT_BYTES
                    ? new String(effect.copy(i), StandardCharsets.UTF_8)
                    : "(" + effect.length(i) + " bytes)";
            text.append(i == 0 ? "" : " ").append(argument.replaceAll("\\p{Cntrl}", "?"));
        }
        return text.append(effect.count() > MAX_ARGUMENTS_SHOWN ? " ..." : "").toString();
    }
}
