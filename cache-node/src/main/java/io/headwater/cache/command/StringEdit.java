package io.headwater.cache.command;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import org.jspecify.annotations.Nullable;

/**
 * Yields effects that turn one string into another: SETRANGE for the bytes that differ, so that setting a few bits of a large string does not log all of it. A string that
 * gets shorter is set anew. The expiry stays.
 */
final class StringEdit {
    /** Equal bytes between two differences that are cheaper to log than a further effect is. */
    private static final int MAX_GAP_BYTES = 32;

    private StringEdit() {}

    /**
     * Yields nothing where nothing differs.
     *
     * @param key index of the key's argument
     * @param before what the key holds, null if it is absent; its array may be longer
     * @param after what it shall hold, at least one byte
     */
    static void replace(CommandContext context, int key, byte @Nullable [] before, int beforeLength, byte[] after) {
        Effects effects = context.effects();
        if (before == null) {
            // Not a SET: Redis calls a string "raw" that came about byte by byte.
            range(context, key, after, 0, after.length);
            return;
        }
        if (after.length < beforeLength) {
            effects.begin(EffectOp.SET, 3).arg(context.args(), key).arg(after).arg(Tokens.KEEPTTL).end();
            return;
        }
        int start = -1;
        int end = -1;
        for (int i = 0; i < after.length; i++) {
            byte old = i < beforeLength ? before[i] : 0;
            boolean last = i == after.length - 1 && after.length > beforeLength;
            if (old == after[i] && !last) continue;
            if (start >= 0 && i - end > MAX_GAP_BYTES) {
                range(context, key, after, start, end);
                start = -1;
            }
            if (start < 0) start = i;
            end = i + 1;
        }
        if (start >= 0) range(context, key, after, start, end);
    }

    private static void range(CommandContext context, int key, byte[] bytes, int from, int to) {
        context.effects().begin(EffectOp.SETRANGE, 3).arg(context.args(), key).arg(from).arg(bytes, from, to - from).end();
    }
}
