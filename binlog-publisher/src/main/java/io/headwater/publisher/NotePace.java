package io.headwater.publisher;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a follower notes its position: soon after entries, since a restart reads again what was not noted, and seldom when only heartbeats
 * came, since each note goes to the disk. Owned by one thread.
 */
final class NotePace {
    /** Between notes while entries keep coming. */
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Between notes while only heartbeats come. */
    static final long IDLE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long bytesSince;
    private boolean advancedSince;
    private long lastNanos;
    private boolean started;

    /** A record was handed on; {@code bytes} is 0 if it carried no entries. */
    void advanced(int bytes) {
        advancedSince = true;
        bytesSince += bytes;
    }

    /**
     * Whether to note the position now; if so, counting starts over.
     *
     * @param idle whether nothing more is at hand
     * @param nowNanos the monotonic clock
     */
    boolean due(boolean idle, long nowNanos) {
        if (!started) {
            started = true;
            lastNanos = nowNanos;
        }
        long elapsed = nowNanos - lastNanos;
        boolean due = advancedSince
                && (bytesSince > 0 ? idle || elapsed >= INTERVAL_NANOS : elapsed >= IDLE_INTERVAL_NANOS);
        if (due) {
            bytesSince = 0;
            advancedSince = false;
            lastNanos = nowNanos;
        }
        return due;
    }
}
