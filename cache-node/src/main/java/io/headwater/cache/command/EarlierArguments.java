package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Hasher;
import java.util.Arrays;

/**
 * Finds the arguments that repeat an earlier one of the same call. A handler decides before anything changes, so for {@code SADD key a a} it has to know by itself
 * that only the first {@code a} adds a member. A hash table of argument indexes; reused from call to call, owned by the writer thread.
 */
final class EarlierArguments {
    private static final int EMPTY = 0;

    private int[] slots = new int[32];

    /** Forgets the last call, and makes room for {@code count} arguments. */
    void begin(int count) {
        int wanted = Integer.highestOneBit(Math.max(16, count)) << 2;
        if (slots.length < wanted) slots = new int[wanted];
        else Arrays.fill(slots, EMPTY);
    }

    /** The index of the first argument asked about since {@link #begin} that equals argument {@code i}; {@code i} itself if there was none. Not for index 0. */
    int firstLike(Args args, int i, Hasher hasher) {
        int mask = slots.length - 1;
        int slot = hasher.hash(args.bytes(), args.offset(i), args.length(i)) & mask;
        while (slots[slot] != EMPTY) {
            if (args.sameBytes(slots[slot], i)) return slots[slot];
            slot = (slot + 1) & mask;
        }
        slots[slot] = i;
        return i;
    }

    /** Whether argument {@code i} equals none that was asked about since {@link #begin}. */
    boolean isNew(Args args, int i, Hasher hasher) {
        return firstLike(args, i, hasher) == i;
    }
}
