package io.headwater.publisher;

import java.util.concurrent.TimeUnit;

/**
 * Measures how long no other primary was heard. The time counts from the receipt of its last record, and from the last moment at which it could
 * not have been heard: a failed fetch, a change of the partition's leader, the start of waiting. Owned by one thread.
 */
final class Silence {
    /** Longer than the lease of a primary, so that one that still serves is heard. */
    static final long NEEDED_NANOS = TimeUnit.MILLISECONDS.toNanos(650);

    private long sinceNanos;

    Silence(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** Something was heard, or could not have been. */
    void broken(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** How long it has lasted. */
    long lastedNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /** Whether it has lasted long enough. */
    boolean over(long nowNanos) {
        return nowNanos - sinceNanos > NEEDED_NANOS;
    }
}
