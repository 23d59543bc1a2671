package io.headwater.restore;

import io.headwater.archive.replay.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows progress: a bar that redraws itself on a terminal, a plain line every few seconds elsewhere. One thread. */
public final class ConsoleProgress implements Progress {
    private static final int BAR_WIDTH = 30;
    private static final long LINE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private long lastLineNanos = startNanos;
    private boolean barShown;

    /** @param terminal whether the stream is one, so that a line can be drawn over */
    public ConsoleProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Progress on standard error, as a bar if a person looks at it. */
    public static ConsoleProgress onStandardError() {
        boolean terminal = System.console() != null && System.console().isTerminal() && System.getenv("TERM") != null;
        return new ConsoleProgress(System.err, terminal);
    }

    @Override
    public void step(String what) {
        clear();
        out.println(what);
        out.flush();
    }

    @Override
    public void advanced(String what, long done, long total, long effects) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String figures = String.format(
                Locale.ROOT, "%s / %s, %s effects", Times.count(done), Times.count(total), Times.count(effects));
        if (terminal) {
            out.print("\r\033[K" + what + " " + bar(done, total) + " " + figures);
            out.flush();
            barShown = true;
        } else if (System.nanoTime() - lastLineNanos >= LINE_INTERVAL_NANOS) {
            out.println(String.format(Locale.ROOT, "%s: %s after %.0f s", what, figures, seconds));
            lastLineNanos = System.nanoTime();
        }
    }

    private static String bar(long done, long total) {
        double part = total <= 0 ? 0 : Math.clamp((double) done / total, 0, 1);
        int full = (int) (part * BAR_WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "] " + String.format(Locale.ROOT, "%3.0f %%", part * 100);
    }

    /** Takes the bar away, when all is said. */
    public void clear() {
        if (barShown) {
            out.print("\r\033[K");
            out.flush();
            barShown = false;
        }
    }
}
