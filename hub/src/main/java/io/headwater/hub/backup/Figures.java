package io.headwater.hub.backup;

import java.time.Instant;
import java.util.Locale;

/** Times and sizes as people read them. */
final class Figures {
    private Figures() {}

    /** ISO-8601, UTC. */
    static String time(long timeMs) {
        return Instant.ofEpochMilli(timeMs).toString();
    }

    static String bytes(long bytes) {
        if (bytes < 1 << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        return bytes < 1 << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0)
                : String.format(Locale.ROOT, "%.2f GiB", bytes / 1073741824.0);
    }

    static String ago(long ms) {
        if (ms < 120_000) {
            return ms / 1000 + " s ago";
        }
        if (ms < 7_200_000) {
            return ms / 60_000 + " min ago";
        }
        return ms < 172_800_000 ? ms / 3_600_000 + " h ago" : ms / 86_400_000 + " d ago";
    }
}
