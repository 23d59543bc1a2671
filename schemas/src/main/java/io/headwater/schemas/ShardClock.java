package io.headwater.schemas;

import java.util.function.LongSupplier;

/**
 * The only {@code now} that commands see, in milliseconds since 1970. It starts at max(wall clock, last record + 1), advances with
 * the monotonic clock, is slewed towards the wall clock by at most a tenth of the time that passes, and never steps back.
 * Owned by one thread.
 */
public final class ShardClock {
    private static final long NANOS_PER_MS = 1_000_000;
    /** The largest part of the elapsed time by which the clock may run faster or slower than the monotonic one. */
    private static final long SLEW_DIVISOR = 10;
    /** How often the wall clock is consulted. */
    private static final long SLEW_INTERVAL_NANOS = 100 * NANOS_PER_MS;

    private final LongSupplier wallMs;
    private final LongSupplier monotonicNanos;

    /** The clock's reading in nanoseconds at {@link #anchorMonotonic}. */
    private long anchorNanos;

    private long anchorMonotonic;

    /** How far the wall clock was ahead at the anchor: what is made up for from there on, little by little. */
    private long aheadNanos;

    /**
     * Starts the clock.
     *
     * @param wallMs the wall clock, milliseconds since 1970
     * @param monotonicNanos as {@link System#nanoTime}
     * @param lastRecordMs the time of the last valid record before this start, or 0
     */
    public ShardClock(LongSupplier wallMs, LongSupplier monotonicNanos, long lastRecordMs) {
        this.wallMs = wallMs;
        this.monotonicNanos = monotonicNanos;
        anchorMonotonic = monotonicNanos.getAsLong();
        anchorNanos = Math.max(wallMs.getAsLong(), lastRecordMs + 1) * NANOS_PER_MS;
        aheadNanos = wallMs.getAsLong() * NANOS_PER_MS - anchorNanos;
    }

    /** Milliseconds since 1970; never less than what it returned before. */
    public long now() {
        long elapsed = Math.max(0, monotonicNanos.getAsLong() - anchorMonotonic);
        // A rate that is too high or too low, and no step at the anchor's move: what was returned before must not be undone.
        long bound = elapsed / SLEW_DIVISOR;
        long reading = anchorNanos + elapsed + Math.clamp(aheadNanos, -bound, bound);
        if (elapsed >= SLEW_INTERVAL_NANOS) {
            anchorNanos = reading;
            anchorMonotonic += elapsed;
            aheadNanos = wallMs.getAsLong() * NANOS_PER_MS - reading;
        }
        return reading / NANOS_PER_MS;
    }

    /** Moves the clock forward to at least {@code ms}, as when a record from elsewhere carries a later time. */
    public void advanceTo(long ms) {
        long ahead = ms - now();
        if (ahead > 0) {
            anchorNanos += ahead * NANOS_PER_MS;
        }
    }
}
