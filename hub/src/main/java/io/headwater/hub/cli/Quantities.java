package io.headwater.hub.cli;

import io.headwater.schemas.HeadwaterException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes on the command line, as {@code 90s} and {@code 20gb}. */
final class Quantities {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})([a-z]*)");
    private static final Map<String, Long> MS =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);

    private Quantities() {}

    /** A time in milliseconds: {@code 500ms}, {@code 90s}, {@code 15m}, {@code 12h} or {@code 7d}. */
    static long ms(String text) {
        return parse(text, MS, "is not a time", "give a number with ms, s, m, h or d, as 7d");
    }

    /** A size in bytes: {@code 1000}, {@code 64kb}, {@code 512mb}, {@code 20gb} or {@code 2tb}, in powers of 1024. */
    static long bytes(String text) {
        return parse(text, BYTES, "is not a size", "give a number of bytes, or one with kb, mb, gb or tb");
    }

    private static long parse(String text, Map<String, Long> units, String what, String hint) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit != null) {
            try {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
            } catch (ArithmeticException tooLarge) {
                // as another text that is no quantity
            }
        }
        throw new HeadwaterException("'" + text + "' " + what, hint, HeadwaterException.EXIT_USAGE);
    }
}
