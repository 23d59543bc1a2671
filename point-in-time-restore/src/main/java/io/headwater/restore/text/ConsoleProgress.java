package io.headwater.restore.text;

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
    private String step = "";
    private long stepNanos;

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
        double seconds = secondsOf(what);
        String figures = Times.count(done) + " / " + Times.count(total) + (effects > 0 ? ", " + Times.count(effects) + " effects" : "");
        show(what, done, total, figures + rate(Times.count(perSecond(effects > 0 ? effects : done, seconds)), done, total, seconds));
    }

    @Override
    public void read(String what, long bytes, long totalBytes) {
        double seconds = secondsOf(what);
        String figures = Times.bytes(bytes) + " / " + Times.bytes(totalBytes);
        show(what, bytes, totalBytes, figures + rate(Times.bytes(perSecond(bytes, seconds)), bytes, totalBytes, seconds));
    }

    /** How long a step has been under way. */
    private double secondsOf(String what) {
        if (!what.equals(step)) {
            step = what;
            stepNanos = System.nanoTime();
        }
        return (System.nanoTime() - stepNanos) / 1e9;
    }

    private static long perSecond(long done, double seconds) {
        return seconds <= 0 ? 0 : (long) (done / seconds);
    }

    private static String rate(String perSecond, long done, long total, double seconds) {
        String rate = ", " + perSecond + "/s";
        return done <= 0 || total <= done || seconds < 1 ? rate : rate + String.format(Locale.ROOT, ", %.0f s left", seconds * (total - done) / done);
    }

    private void show(String what, long done, long total, String figures) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
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
