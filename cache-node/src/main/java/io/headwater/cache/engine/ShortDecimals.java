package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The everyday part of reading and writing doubles: few digits in, no exponent out. Exact, as the general ways in {@link Numbers} are, but an order of magnitude faster;
 * whatever does not fit is left to those.
 */
final class ShortDecimals {
    /** Decimals with as many digits have an exact double for their digits. */
    private static final int MAX_DIGITS = 15;
    /** Significant digits of "%.17g". */
    private static final int SIGNIFICANT = 17;

    private static final int MANTISSA_BITS = 52;
    private static final int EXPONENT_BIAS = 1023;
    /** Below this the digits needed behind the point do not fit the arithmetic. */
    private static final double MIN_MAGNITUDE = 0.001;
    /** From here on there are no fractions. */
    private static final double MAX_MAGNITUDE = 1L << MANTISSA_BITS;

    private static final long[] TEN_TO_THE = new long[20];
    private static final double[] TEN_TO_THE_AS_DOUBLE = new double[MAX_DIGITS + 1];

    static {
        // The last one, 10^19, is meant unsigned.
        TEN_TO_THE[0] = 1;
        for (int i = 1; i < TEN_TO_THE.length; i++) TEN_TO_THE[i] = TEN_TO_THE[i - 1] * 10;
        for (int i = 0; i <= MAX_DIGITS; i++) TEN_TO_THE_AS_DOUBLE[i] = TEN_TO_THE[i];
    }

    private ShortDecimals() {}

    /** The double nearest to the decimal in the slice, which has at most 15 digits and no exponent; NaN for any other text. */
    static double parse(byte[] b, int offset, int length) {
        int at = offset;
        int end = offset + length;
        boolean negative = at < end && b[at] == '-';
        if (negative || (at < end && b[at] == '+')) at++;
        int from = at;
        int point = -1;
        long digits = 0;
        for (; at < end; at++) {
            if (b[at] == '.' && point < 0) point = at;
            else if (Numbers.isDigit(b[at])) digits = digits * 10 + (b[at] - '0');
            else return Double.NaN;
        }
        int count = end - from - (point < 0 ? 0 : 1);
        if (count == 0 || count > MAX_DIGITS) return Double.NaN;
        // Both operands are exact, so the one rounding is that of the quotient (Clinger, How to Read Floating Point Numbers Accurately).
        double value = point < 0 ? digits : digits / TEN_TO_THE_AS_DOUBLE[end - point - 1];
        return negative ? -value : value;
    }

    /** "%.17g" of a value from a thousandth to 2^52 in magnitude; null for others. */
    static byte @Nullable [] text(double value) {
        double magnitude = Math.abs(value);
        if (!(magnitude >= MIN_MAGNITUDE && magnitude < MAX_MAGNITUDE)) return null;
        long whole = (long) magnitude;
        long bits = Double.doubleToRawLongBits(magnitude);
        // magnitude = mantissa / 2^shift; the fraction is what the mantissa has below the point.
        int shift = MANTISSA_BITS + EXPONENT_BIAS - (int) (bits >>> MANTISSA_BITS);
        long mantissa = (bits & ((1L << MANTISSA_BITS) - 1)) | 1L << MANTISSA_BITS;
        long fraction = whole == 0 ? mantissa : mantissa & ((1L << shift) - 1);
        int decimals = SIGNIFICANT - (whole > 0 ? Numbers.lengthOf(whole) : -zerosBehindPoint(magnitude));
        // fraction * 10^decimals / 2^shift, rounded half to even, in 128 bits.
        long high = Math.unsignedMultiplyHigh(fraction, TEN_TO_THE[decimals]);
        long low = fraction * TEN_TO_THE[decimals];
        long quotient = high << (Long.SIZE - shift) | low >>> shift;
        long rest = low & ((1L << shift) - 1);
        long half = 1L << (shift - 1);
        if (rest > half || (rest == half && (quotient & 1) == 1)) quotient++;
        long limit = TEN_TO_THE[Math.min(decimals, SIGNIFICANT)];
        // Rounded up to the next power of ten: one digit less is shown, which is for the general way.
        if (quotient >= limit) return null;
        return write(value < 0, whole, quotient, decimals);
    }

    /** Zeros between the point and the first digit of a number in [0.001, 1). */
    private static int zerosBehindPoint(double magnitude) {
        if (magnitude >= 0.1) return 0;
        return magnitude >= 0.01 ? 1 : 2;
    }

    private static byte[] write(boolean negative, long whole, long fraction, int decimals) {
        byte[] text = new byte[SIGNIFICANT + 6];
        int at = 0;
        if (negative) text[at++] = '-';
        at += Numbers.write(whole, text, at);
        text[at] = '.';
        long left = fraction;
        for (int i = decimals; i > 0; i--, left /= 10) text[at + i] = (byte) ('0' + left % 10);
        int end = at + decimals + 1;
        while (text[end - 1] == '0') end--;
        if (text[end - 1] == '.') end--;
        return Arrays.copyOf(text, end);
    }
}
