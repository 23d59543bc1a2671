package io.headwater.hub.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people say them: {@code 10 minutes ago}, {@code 2h ago}, {@code 1h 30m ago}. Pure. */
final class RelativeTime {
    private static final Pattern FORM = Pattern.compile("((?:\\d{1,9}\\s*[a-z]+\\s*)+)\\s+ago|((?:\\d{1,9}[a-z]+)+)ago");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");

    private RelativeTime() {}

    /** Milliseconds before now; empty if the text is no such time. */
    static Optional<Long> parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(form.group(1) == null ? form.group(2) : form.group(1));
        long ms = 0;
        while (part.find()) {
            long unitMs = unitMs(part.group(2));
            if (unitMs == 0) {
                return Optional.empty();
            }
            ms += Long.parseLong(part.group(1)) * unitMs;
        }
        return Optional.of(ms);
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s", "sec", "secs", "second", "seconds" -> 1_000;
            case "m", "min", "mins", "minute", "minutes" -> 60_000;
            case "h", "hour", "hours" -> 3_600_000;
            case "d", "day", "days" -> 86_400_000;
            case "w", "week", "weeks" -> 7 * 86_400_000L;
            default -> 0;
        };
    }
}
