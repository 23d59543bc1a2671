package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.StringValue;

/** Keeps the sum of a large string's blocks while effects change it at its end or in a range, at the cost of the blocks that they touch. */
final class StringSum {
    private final EntryHash hash;

    StringSum(EntryHash hash) {
        this.hash = hash;
    }

    /** Whether the effect names what it changes; after any other the string is hashed as a whole. */
    static boolean follows(EffectOp op) {
        return op == EffectOp.APPEND || op == EffectOp.SETRANGE;
    }

    /** Takes out the blocks that the effect is about to change. */
    void before(StringValue string, EffectOp op, Args effect, ElementSum sum) {
        sum.lengthBefore = string.length();
        blocks(string, op, effect, sum, false);
    }

    /** Puts in what has become of them. */
    void after(StringValue string, EffectOp op, Args effect, ElementSum sum) {
        blocks(string, op, effect, sum, true);
    }

    private void blocks(StringValue string, EffectOp op, Args effect, ElementSum sum, boolean in) {
        long from = sum.lengthBefore;
        long to = Integer.MAX_VALUE;
        if (op == EffectOp.SETRANGE) {
            long at = effect.toLong(2);
            long end = at + effect.length(3);
            from = Math.min(at, sum.lengthBefore);
            if (end <= sum.lengthBefore) to = end;
        }
        hash.blocks(string.array(), string.offset(), string.length(), from, to, sum, in);
    }
}
