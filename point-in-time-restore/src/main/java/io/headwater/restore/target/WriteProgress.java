package io.headwater.restore.target;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How far writing into a target has come. Numbers may be asked for on any thread; they are changed by one. */
public final class WriteProgress {
    private volatile long total;
    private volatile long written;
    private volatile long skipped;
    private volatile String lastKey = "";

    /** Keys that are to be written in all; 0 if nobody knows. */
    void total(long keys) {
        total = keys;
    }

    void written(long keys, byte[] last) {
        written = written + keys; // one thread writes
        lastKey = shown(last);
    }

    void skipped(long keys) {
        skipped = skipped + keys;
    }

    /** Keys that the target is known to hold now because they were written. */
    public long written() {
        return written;
    }

    /** Keys that were left as they were. */
    public long skipped() {
        return skipped;
    }

    /** What the record says once {@code more} keys up to {@code last} are there, too. */
    String text(WriteRule rule, int more, byte[] last) {
        return rule.text() + ": about " + (written + skipped + more) + " of " + total + " keys, up to " + shown(last);
    }

    @Override
    public String toString() {
        String left = skipped == 0 ? "" : String.format(Locale.ROOT, ", %d were there and stayed", skipped);
        String all = total == 0 ? "" : " of " + total;
        return String.format(Locale.ROOT, "%d%s keys are written%s%s", written, all, left, lastKey.isEmpty() ? "" : ", the last one " + lastKey);
    }

    private static String shown(byte[] key) {
        String text = new String(key, 0, Math.min(key.length, 60), StandardCharsets.UTF_8);
        return "'" + (key.length > 60 ? text + "..." : text) + "'";
    }
}
