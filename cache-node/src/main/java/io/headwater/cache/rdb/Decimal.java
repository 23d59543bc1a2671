package io.headwater.cache.rdb;

import java.nio.charset.StandardCharsets;

/**
 * Integers as Redis writes them in strings. Only a text that comes back the same may be stored as a number, so leading
 * zeros, a plus sign and "-0" are not integers here.
 */
final class Decimal {
    private static final int MAX_DIGITS = 19;
    private static final byte[][] SMALL = new byte[256][];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private Decimal() {}

    /** True if the bytes are what {@link #text} gives for some long. */
    static boolean isLong(byte[] bytes, int offset, int length) {
        if (length == 0 || length > MAX_DIGITS + 1) {
            return false;
        }
        boolean negative = bytes[offset] == '-';
        int at = negative ? offset + 1 : offset;
        int end = offset + length;
        int digits = end - at;
        if (digits == 0 || digits > MAX_DIGITS) {
            return false;
        }
        if (bytes[at] == '0') {
            return digits == 1 && !negative;
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 - digit;
        }
        // Summed up negative, because Long.MIN_VALUE has no positive twin; 19 digits overflow at most once.
        return value < 0 && (negative || value != Long.MIN_VALUE);
    }

    /** The value of bytes for which {@link #isLong} holds. */
    static long parse(byte[] bytes, int offset, int length) {
        boolean negative = bytes[offset] == '-';
        long value = 0;
        for (int at = negative ? offset + 1 : offset; at < offset + length; at++) {
            value = value * 10 - (bytes[at] - '0');
        }
        return negative ? value : -value;
    }

    /** The value as decimal text, a fresh array. */
    static byte[] text(long value) {
        if (value >= 0 && value < SMALL.length) {
            return SMALL[(int) value].clone();
        }
        if (value == Long.MIN_VALUE) {
            return "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);
        }
        long rest = Math.abs(value);
        int length = value < 0 ? 1 : 0;
        for (long r = rest; r > 0; r /= 10) {
            length++;
        }
        byte[] text = new byte[length];
        for (int at = length - 1; rest > 0; rest /= 10) {
            text[at--] = (byte) ('0' + rest % 10);
        }
        if (value < 0) {
            text[0] = '-';
        }
        return text;
    }
}
