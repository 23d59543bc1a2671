package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** C's strtod over a whole slice: decimal and hexadecimal floats and infinities; what Java's own parser takes beyond them ("1f", "1d") is refused. */
final class DoubleParser {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("([+-]?0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+))([pP][+-]?\\d+)?");
    private static final Pattern INFINITY = Pattern.compile("([+-]?)(?:inf|infinity)", Pattern.CASE_INSENSITIVE);

    private DoubleParser() {}

    static double parse(byte[] b, int offset, int length) {
        String text = new String(b, offset, length, StandardCharsets.ISO_8859_1);
        var infinity = INFINITY.matcher(text);
        if (infinity.matches()) return "-".equals(infinity.group(1)) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        var hexadecimal = HEXADECIMAL.matcher(text);
        double value;
        if (hexadecimal.matches()) {
            // Java wants the binary exponent that C leaves optional.
            value = Double.parseDouble(hexadecimal.group(2) == null ? text + "p0" : text);
        } else if (DECIMAL.matcher(text).matches()) {
            value = Double.parseDouble(text);
        } else {
            return Double.NaN;
        }
        boolean rangeError = Double.isInfinite(value) || (value == 0 && hasNonZeroDigit(text));
        return rangeError ? Double.NaN : value;
    }

    /** Whether the text is a decimal number, with or without an exponent. */
    static boolean isDecimal(String text) {
        return DECIMAL.matcher(text).matches();
    }

    private static boolean hasNonZeroDigit(String text) {
        boolean hexadecimal = text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (hexadecimal ? c == 'p' || c == 'P' : c == 'e' || c == 'E') return false;
            if (Character.digit(c, 16) > 0) return true;
        }
        return false;
    }
}
