package io.headwater.hub.up;

/**
 * How long a child that has ended stays down: 0.5 s, doubled with each end up to 30 s, and 0.5 s again once it has
 * run for a minute. Not thread-safe.
 */
final class Backoff {
    static final long FIRST_MS = 500;
    static final long LONGEST_MS = 30_000;
    static final long STABLE_MS = 60_000;

    private long nextMs = FIRST_MS;

    /** The delay before the next start of a child that ran for {@code ranMs}. */
    long delayMs(long ranMs) {
        if (ranMs >= STABLE_MS) {
            nextMs = FIRST_MS;
        }
        long delayMs = nextMs;
        nextMs = Math.min(LONGEST_MS, nextMs * 2);
        return delayMs;
    }
}
