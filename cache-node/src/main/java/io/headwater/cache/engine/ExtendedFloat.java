package io.headwater.cache.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A number of C's {@code long double} on x86-64 (64 significant bits), in which Redis computes INCRBYFLOAT and HINCRBYFLOAT. Immutable. Infinities parse, since Redis
 * takes them and complains about the sum; subnormal numbers, below 10^-4900, are computed with full precision, which no text of 17 decimals can show.
 */
public final class ExtendedFloat {
    /** Zero. */
    public static final ExtendedFloat ZERO = new ExtendedFloat(BigDecimal.ZERO);

    private static final ExtendedFloat INFINITY = new ExtendedFloat(null);
    private static final int MANTISSA_BITS = 64;
    private static final int MAX_EXPONENT = 16384;
    private static final int DECIMALS = 17;
    /** Longest text that Redis reads as a long double. */
    private static final int MAX_TEXT_BYTES = 5 * 1024;
    /** Decimal exponents beyond this are out of range for sure; building the number would take long. */
    private static final int MAX_DECIMAL_EXPONENT = 6000;

    /** The value, or null for an infinity or a number that is too large. */
    private final @Nullable BigDecimal value;

    private ExtendedFloat(@Nullable BigDecimal value) {
        this.value = value;
    }

    /** The number that the slice spells by strtold's rules, or null if it spells none or one out of range. */
    public static @Nullable ExtendedFloat parse(byte[] b, int offset, int length) {
        if (length == 0 || length >= MAX_TEXT_BYTES) return null;
        String text = new String(b, offset, length, StandardCharsets.ISO_8859_1);
        if (!DoubleParser.isDecimal(text)) {
            double other = DoubleParser.parse(b, offset, length);
            if (Double.isNaN(other)) return null;
            return Double.isInfinite(other) ? INFINITY : new ExtendedFloat(new BigDecimal(other));
        }
        int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponentAt >= 0 && text.length() - exponentAt > 7) return null;
        BigDecimal exact = new BigDecimal(text);
        long magnitude = (long) exact.precision() - exact.scale();
        if (exact.signum() != 0 && Math.abs(magnitude) > MAX_DECIMAL_EXPONENT) return null;
        ExtendedFloat rounded = new ExtendedFloat(round(exact));
        return rounded.value == null ? null : rounded;
    }

    /** The sum, rounded as the hardware would; null if it is not finite. */
    public @Nullable ExtendedFloat plus(ExtendedFloat other) {
        if (value == null || other.value == null) return null;
        BigDecimal sum = round(value.add(other.value));
        return sum == null ? null : new ExtendedFloat(sum);
    }

    /** At most 17 decimals without trailing zeros and never an exponent: what Redis stores and replies. */
    public byte[] text() {
        if (value == null) throw new IllegalStateException("not finite");
        BigDecimal rounded = value.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        if (rounded.signum() == 0) return new byte[] {'0'};
        return rounded.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The nearest number with 64 significant bits, ties to even; null beyond the largest. */
    private static @Nullable BigDecimal round(BigDecimal exact) {
        if (exact.signum() == 0) return BigDecimal.ZERO;
        BigDecimal magnitude = exact.abs();
        // The power of two that brings the number to 64 bits before the point.
        int shift = MANTISSA_BITS - bitsBeforePoint(magnitude);
        BigInteger mantissa = scaled(magnitude, shift);
        if (mantissa.bitLength() - shift > MAX_EXPONENT) return null;
        BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(shift)));
        BigDecimal rounded = shift >= 0
                // A quotient by a power of two ends: exact.
                ? new BigDecimal(mantissa).divide(power)
                : new BigDecimal(mantissa).multiply(power);
        return exact.signum() < 0 ? rounded.negate() : rounded;
    }

    private static BigInteger scaled(BigDecimal magnitude, int shift) {
        BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(shift)));
        if (shift >= 0) return magnitude.multiply(power).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
        return magnitude.divide(power, 0, RoundingMode.HALF_EVEN).toBigInteger();
    }

    /** Bits of the integer part; for numbers below one, minus the zero bits behind the point. */
    private static int bitsBeforePoint(BigDecimal magnitude) {
        BigInteger whole = magnitude.toBigInteger();
        if (whole.signum() > 0) return whole.bitLength();
        BigInteger inverse = BigDecimal.ONE.divide(magnitude, MathContext.DECIMAL128).toBigInteger();
        int bits = 1 - inverse.bitLength();
        // The inverse of a number just above a power of two falls on either side of one.
        while (magnitude.compareTo(powerOfTwo(bits)) >= 0) bits++;
        while (magnitude.compareTo(powerOfTwo(bits - 1)) < 0) bits--;
        return bits;
    }

    private static BigDecimal powerOfTwo(int exponent) {
        BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(exponent)));
        return exponent >= 0 ? power : BigDecimal.ONE.divide(power);
    }
}
