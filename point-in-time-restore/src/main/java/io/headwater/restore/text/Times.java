package io.headwater.restore.text;

import io.headwater.archive.replay.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Times, sizes and counts as people read them. */
public final class Times {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** ISO-8601 with milliseconds, UTC. */
    public static String text(long timeMs) {
        return FORM.format(Instant.ofEpochMilli(timeMs));
    }

    public static String text(List<Window> windows) {
        return windows.stream()
                .map(window -> text(window.oldestMs()) + " to " + text(window.newestMs()))
                .collect(Collectors.joining(", and "));
    }

    public static String duration(long ms) {
        if (ms < 10_000) {
            return ms + " ms";
        }
        if (ms < 600_000) {
            return ms / 1000 + " s";
        }
        return ms < 36_000_000 ? ms / 60_000 + " min" : ms / 3_600_000 + " h";
    }

    public static String bytes(long bytes) {
        if (bytes < 1 << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        return bytes < 1 << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0)
                : String.format(Locale.ROOT, "%.2f GiB", bytes / 1073741824.0);
    }

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
    }
}
