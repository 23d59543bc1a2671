package io.headwater.cache.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of 1 to 64 bits at any bit of a string, highest bit first, and what becomes of one that does not fit. Pure. */
final class BitField {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What a value becomes that does not fit. */
    enum Overflow {
        WRAP,
        SAT,
        FAIL
    }

    private BitField() {}

    /** Eight bytes from {@code index} on. */
    static long word(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    /** The lowest {@code bits} bits of {@code raw}, as a signed number. */
    static long extended(long raw, int bits) {
        return raw << (64 - bits) >> (64 - bits);
    }

    private static long lowest(long raw, int bits) {
        return bits == 64 ? raw : raw & ((1L << bits) - 1);
    }

    /** Whether {@code value + increment} does not fit into so many bits, and on which side: -1, 0 or 1. */
    static int overflows(long value, long increment, int bits, boolean signed) {
        return signed ? overflowsSigned(value, increment, bits) : overflowsUnsigned(value, increment, bits);
    }

    private static int overflowsSigned(long value, long increment, int bits) {
        long max = bits == 64 ? Long.MAX_VALUE : (1L << (bits - 1)) - 1;
        long min = -max - 1;
        long maxIncrement = max - value;
        long minIncrement = min - value;
        if (value > max || (bits != 64 && increment > maxIncrement) || (value >= 0 && increment > 0 && increment > maxIncrement)) return 1;
        if (value < min || (bits != 64 && increment < minIncrement) || (value < 0 && increment < 0 && increment < minIncrement)) return -1;
        return 0;
    }

    private static int overflowsUnsigned(long value, long increment, int bits) {
        long max = (1L << bits) - 1;
        if (Long.compareUnsigned(value, max) > 0 || (increment > 0 && increment > max - value)) return 1;
        return increment < 0 && increment < -value ? -1 : 0;
    }

    /** What {@code value + increment}, which overflows on that side, becomes; not for FAIL. */
    static long limited(long value, long increment, int bits, boolean signed, int side, Overflow overflow) {
        if (overflow == Overflow.WRAP) return signed ? extended(value + increment, bits) : lowest(value + increment, bits);
        if (!signed) return side > 0 ? (1L << bits) - 1 : 0;
        long max = bits == 64 ? Long.MAX_VALUE : (1L << (bits - 1)) - 1;
        return side > 0 ? max : -max - 1;
    }
}
