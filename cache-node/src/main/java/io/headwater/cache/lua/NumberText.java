package io.headwater.cache.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as text and back, as C's printf and strtod do it. */
public final class NumberText {
    private static final double MAX_PLAIN = 1e14;
    private static final int DIGITS = 14;
    private static final int SMALL = 256;
    private static final LuaString[] SMALL_INTEGERS = new LuaString[SMALL];
    /** Longer ones spell no number that a double could tell from a shorter one. */
    private static final int MAX_NUMERAL = 2048;

    static {
        for (int i = 0; i < SMALL; i++) SMALL_INTEGERS[i] = LuaString.of(Integer.toString(i));
    }

    private NumberText() {}

    /** A number as Lua shows it: {@code %.14g}. */
    public static LuaString string(double number) {
        long integer = (long) number;
        if (integer == number && integer >= 0 && integer < SMALL && !isMinusZero(number)) return SMALL_INTEGERS[(int) integer];
        return LuaString.of(text(number));
    }

    /** {@link #string(double)} as text. */
    public static String text(double number) {
        long integer = (long) number;
        if (integer == number && Math.abs(number) < MAX_PLAIN && !isMinusZero(number)) return Long.toString(integer);
        return general(number, DIGITS, false, false);
    }

    private static boolean isMinusZero(double number) {
        return number == 0 && 1 / number < 0;
    }

    /** {@code %.<precision>g}; {@code alternate} keeps trailing zeros. */
    public static String general(double number, int precision, boolean alternate, boolean upper) {
        if (Double.isNaN(number) || Double.isInfinite(number)) return notFinite(number, upper);
        int digits = precision == 0 ? 1 : precision;
        String sign = isNegative(number) ? "-" : "";
        BigDecimal exact = new BigDecimal(Math.abs(number));
        BigDecimal rounded = exact.signum() == 0 ? BigDecimal.ZERO : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= digits) return sign + exponential(rounded, exponent, digits - 1, !alternate, alternate, upper);
        String text = rounded.setScale(Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN).toPlainString();
        if (!alternate) text = withoutTrailingZeros(text);
        else if (text.indexOf('.') < 0) text += ".";
        return sign + text;
    }

    /** {@code %.<precision>e}. */
    public static String scientific(double number, int precision, boolean alternate, boolean upper) {
        if (Double.isNaN(number) || Double.isInfinite(number)) return notFinite(number, upper);
        String sign = isNegative(number) ? "-" : "";
        BigDecimal exact = new BigDecimal(Math.abs(number));
        if (exact.signum() == 0) return sign + exponential(BigDecimal.ZERO, 0, precision, false, alternate, upper);
        BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        return sign + exponential(rounded, rounded.precision() - rounded.scale() - 1, precision, false, alternate, upper);
    }

    /** {@code %.<precision>f}. */
    public static String fixed(double number, int precision, boolean alternate) {
        if (Double.isNaN(number) || Double.isInfinite(number)) return notFinite(number, false);
        String text = new BigDecimal(Math.abs(number)).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        return (isNegative(number) ? "-" : "") + text + (alternate && precision == 0 ? "." : "");
    }

    /** The sign bit, which zeros have too. */
    private static boolean isNegative(double number) {
        return number < 0 || isMinusZero(number);
    }

    private static String notFinite(double number, boolean upper) {
        // C shows the sign bit of what is not a number; the machine's own one, of 0/0, has it set, Java's canonical one has not.
        boolean negative = Double.doubleToRawLongBits(number) < 0;
        String text = (negative ? "-" : "") + (Double.isNaN(number) ? "nan" : "inf");
        return upper ? text.toUpperCase(java.util.Locale.ROOT) : text;
    }

    private static String exponential(BigDecimal rounded, int exponent, int fraction, boolean strip, boolean alternate, boolean upper) {
        String mantissa = rounded.movePointLeft(exponent).setScale(fraction, RoundingMode.HALF_EVEN).toPlainString();
        if (strip) mantissa = withoutTrailingZeros(mantissa);
        else if (alternate && fraction == 0) mantissa += ".";
        int magnitude = Math.abs(exponent);
        return mantissa + (upper ? 'E' : 'e') + (exponent < 0 ? '-' : '+') + (magnitude < 10 ? "0" : "") + magnitude;
    }

    private static String withoutTrailingZeros(String text) {
        if (text.indexOf('.') < 0) return text;
        int end = text.length();
        while (text.charAt(end - 1) == '0') end--;
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** The number that a whole text spells, by strtod's rules, spaces around it allowed; null if it spells none. */
    static @Nullable Double parse(LuaString text) {
        int start = 0;
        int end = text.length();
        while (start < end && Chars.isSpace(text.at(start))) start++;
        while (end > start && Chars.isSpace(text.at(end - 1))) end--;
        if (start == end || end - start > MAX_NUMERAL) return null;
        return parse(new String(text.bytes(), start, end - start, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** {@link #parse(LuaString)} of a text without spaces. */
    static @Nullable Double parse(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        if (digits.isEmpty()) return null;
        char first = digits.charAt(0);
        Double value;
        if (first == '0' && digits.length() > 1 && (digits.charAt(1) | 32) == 'x') value = hexadecimal(digits.substring(2));
        else if (Character.isDigit(first) || first == '.') value = isDecimal(digits) ? (Double) Double.parseDouble(digits) : null;
        else value = word(digits.toLowerCase(java.util.Locale.ROOT));
        return value == null || !negative ? value : (Double) (-value);
    }

    private static @Nullable Double word(String word) {
        return switch (word) {
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> null;
        };
    }

    private static boolean isDecimal(String text) {
        int i = 0;
        int digits = 0;
        while (i < text.length() && Chars.isDigit(text.charAt(i))) {
            i++;
            digits++;
        }
        if (i < text.length() && text.charAt(i) == '.') i++;
        while (i < text.length() && Chars.isDigit(text.charAt(i))) {
            i++;
            digits++;
        }
        if (digits == 0) return false;
        return i == text.length() || isExponent(text, i, 'e');
    }

    private static boolean isExponent(String text, int at, char letter) {
        int i = at;
        if ((text.charAt(i++) | 32) != letter) return false;
        if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) i++;
        int first = i;
        while (i < text.length() && Chars.isDigit(text.charAt(i))) i++;
        return i > first && i == text.length();
    }

    private static @Nullable Double hexadecimal(String text) {
        double value = 0;
        int scale = 0;
        int digits = 0;
        boolean point = false;
        int i = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && !point) {
                point = true;
                continue;
            }
            int digit = Character.digit(c, 16);
            if (digit < 0) break;
            value = value * 16 + digit;
            if (point) scale -= 4;
            digits++;
        }
        if (digits == 0) return null;
        if (i < text.length()) {
            if (!isExponent(text, i, 'p') || text.length() - i > 8) return null;
            scale += Integer.parseInt(text.substring(i + 1));
        }
        return Math.scalb(value, scale);
    }
}
