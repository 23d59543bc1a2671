package io.headwater.cache.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Sorted-set scores as text: C's {@code strtod} on one side, Java on the other. */
final class Score {
    /** The longest text of a double that any Redis writes is far below this. */
    private static final int MAX_BYTES = 128;

    private Score() {}

    /** The score, or empty if the text is not one; NaN is not one. */
    static OptionalDouble parse(byte[] text) {
        if (text.length == 0 || text.length > MAX_BYTES) {
            return OptionalDouble.empty();
        }
        String score = new String(text, StandardCharsets.ISO_8859_1);
        switch (score.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity":
                return OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity":
                return OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default:
        }
        for (byte b : text) {
            // Java would also take "NaN", "1f", "0x1p3" and blanks.
            if ((b < '0' || b > '9') && b != '+' && b != '-' && b != '.' && b != 'e' && b != 'E') {
                return OptionalDouble.empty();
            }
        }
        try {
            return OptionalDouble.of(Double.parseDouble(score));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Text from which {@link #parse} and {@code strtod} get exactly this score. */
    static byte[] text(double score) {
        if (Double.isInfinite(score)) {
            return (score > 0 ? "inf" : "-inf").getBytes(StandardCharsets.US_ASCII);
        }
        return Double.toString(score).getBytes(StandardCharsets.US_ASCII);
    }

    /** True if {@code (long) score} loses nothing, not even the sign of a zero, and a listpack can hold the integer. */
    static boolean isLong(double score) {
        // Above 2^53 Redis writes digits, not an integer; so does this.
        return Math.abs(score) <= 0x1p53 && score == (long) score && (score != 0 || Double.doubleToRawLongBits(score) == 0);
    }
}
