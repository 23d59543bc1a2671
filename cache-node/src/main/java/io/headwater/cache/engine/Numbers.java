package io.headwater.cache.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Numbers as Redis reads and writes them: integers by its string2ll, doubles by C's strtod and printf("%.17g"). Integers never allocate. */
public final class Numbers {
    /** The one empty array. */
    public static final byte[] EMPTY = new byte[0];

    /** Longest text of a 64-bit integer: the sign and 19 digits. */
    public static final int MAX_LONG_CHARS = 20;

    private static final MathContext SEVENTEEN_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);
    /** Below this every integral double prints without an exponent under %.17g. */
    private static final double PLAIN_INTEGER_LIMIT = 1e17;

    private Numbers() {}

    /** Whether the slice is a 64-bit integer in canonical form: "0", or an optional '-', a digit 1-9, and digits. */
    public static boolean isLong(byte[] b, int offset, int length) {
        if (length == 0 || length > MAX_LONG_CHARS) return false;
        if (length == 1) return isDigit(b[offset]);
        int i = offset;
        int end = offset + length;
        boolean negative = b[i] == '-';
        if (negative) i++;
        if (b[i] < '1' || b[i] > '9') return false;
        for (int k = i; k < end; k++) {
            if (!isDigit(b[k])) return false;
        }
        int digits = end - i;
        return digits < 19 || (digits == 19 && fitsNineteenDigits(b, i, negative));
    }

    private static boolean fitsNineteenDigits(byte[] b, int at, boolean negative) {
        long value = 0;
        for (int k = 0; k < 18; k++) value = value * 10 + (b[at + k] - '0');
        int last = b[at + 18] - '0';
        long limit = Long.MAX_VALUE / 10;
        return value < limit || (value == limit && last <= (negative ? 8 : 7));
    }

    /** The value of a slice that {@link #isLong} accepted. */
    public static long toLong(byte[] b, int offset, int length) {
        int i = offset;
        int end = offset + length;
        boolean negative = b[i] == '-';
        if (negative) i++;
        long value = 0;
        for (; i < end; i++) value = value * 10 + (b[i] - '0');
        return negative ? -value : value;
    }

    /** Number of characters of {@code value} in decimal. */
    public static int lengthOf(long value) {
        if (value == Long.MIN_VALUE) return MAX_LONG_CHARS;
        int length = value < 0 ? 2 : 1;
        long rest = Math.abs(value);
        while (rest >= 10) {
            rest /= 10;
            length++;
        }
        return length;
    }

    /** Writes {@code value} in decimal at {@code offset}; returns the number of bytes written, at most {@link #MAX_LONG_CHARS}. */
    public static int write(long value, byte[] target, int offset) {
        int length = lengthOf(value);
        int at = offset + length;
        // Negative remainders, so that Long.MIN_VALUE needs no case of its own.
        long rest = value < 0 ? value : -value;
        do {
            target[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) target[offset] = '-';
        return length;
    }

    /** The decimal text of {@code value}. */
    public static byte[] bytes(long value) {
        byte[] text = new byte[lengthOf(value)];
        write(value, text, 0);
        return text;
    }

    /** The double that the slice spells by strtod's rules, the whole of it and without leading space; NaN if it spells none, over- or underflows. */
    public static double toDouble(byte[] b, int offset, int length) {
        double value = ShortDecimals.parse(b, offset, length);
        return Double.isNaN(value) ? DoubleParser.parse(b, offset, length) : value;
    }

    /** {@code value} as C prints it with "%.17g": what Redis 7.0 replies for a score. Infinities are "inf" and "-inf". */
    public static byte[] bytes(double value) {
        if (isPlainInteger(value)) return bytes((long) value);
        byte[] text = ShortDecimals.text(value);
        return text != null ? text : seventeenDigits(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether {@link #bytes(double)} of {@code value} is the text of a long, so that it can be written without allocation. */
    public static boolean isPlainInteger(double value) {
        return Math.abs(value) < PLAIN_INTEGER_LIMIT && value == (long) value && (value != 0 || 1 / value > 0);
    }

    private static String seventeenDigits(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return "-0";
        BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN_DIGITS);
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 17) return rounded.stripTrailingZeros().toPlainString();
        BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
        int size = Math.abs(exponent);
        return mantissa.toPlainString() + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
