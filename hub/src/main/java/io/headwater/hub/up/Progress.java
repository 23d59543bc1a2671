package io.headwater.hub.up;

import java.io.PrintStream;
import java.util.Locale;

/** Lines with the time since the start, in front of which they are read: {@code [  1.4 s] Kafka broker listens on ...}. */
final class Progress {
    private final PrintStream out;
    private final long startNanos = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    /** A line with the elapsed time. */
    void step(String text) {
        plain(String.format(Locale.ROOT, "[%5.1f s] %s", (System.nanoTime() - startNanos) / 1e9, text));
    }

    /** A line as it is. */
    void plain(String text) {
        out.println(text);
        out.flush();
    }
}
