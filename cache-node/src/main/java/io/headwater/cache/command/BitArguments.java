package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Numbers;

/** Arguments of commands on bits: offsets, and types like i16 and u8. */
final class BitArguments {
    static final CommandError OFFSET = new CommandError("ERR bit offset is not an integer or out of range");
    private static final CommandError TYPE =
            new CommandError("ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");
    private static final int MAX_SIGNED_BITS = 64;
    private static final int MAX_UNSIGNED_BITS = 63;

    private BitArguments() {}

    /** The bit offset at {@code i}. */
    static long offset(Args args, int i) {
        if (!args.isLong(i)) throw OFFSET;
        return checked(args.toLong(i));
    }

    /** The bit offset at {@code i}, where {@code #n} means n times {@code bits}. */
    static long offset(Args args, int i, int bits) {
        boolean counted = args.length(i) > 0 && args.bytes()[args.offset(i)] == '#';
        if (!counted) return offset(args, i);
        int from = args.offset(i) + 1;
        int length = args.length(i) - 1;
        if (!Numbers.isLong(args.bytes(), from, length)) throw OFFSET;
        return checked(Numbers.toLong(args.bytes(), from, length) * bits);
    }

    private static long checked(long offset) {
        if (offset < 0 || offset >> 3 >= SubstringCommands.MAX_STRING_BYTES) throw OFFSET;
        return offset;
    }

    /** The number of bits of the type at {@code i}, negated if it is unsigned. */
    static int type(Args args, int i) {
        int length = args.length(i);
        if (length < 2) throw TYPE;
        int from = args.offset(i);
        byte sign = args.bytes()[from];
        if (sign != 'i' && sign != 'u') throw TYPE;
        if (!Numbers.isLong(args.bytes(), from + 1, length - 1)) throw TYPE;
        long bits = Numbers.toLong(args.bytes(), from + 1, length - 1);
        if (bits < 1 || bits > (sign == 'i' ? MAX_SIGNED_BITS : MAX_UNSIGNED_BITS)) throw TYPE;
        return (int) (sign == 'i' ? bits : -bits);
    }
}
