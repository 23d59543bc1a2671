package io.headwater.publisher;

/**
 * Measures how long no other primary was heard. The time counts from the receipt of its last record, and from the last moment at which it could
 * not have been heard: a failed fetch, a change of the partition's leader, the start of waiting. Owned by one thread.
 */
final class Silence {
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
}
