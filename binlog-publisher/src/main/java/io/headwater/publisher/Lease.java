package io.headwater.publisher;

/**
 * Until when this node may answer as primary. It is renewed by the agent's thread, ended by any, and read by all. What ended it holds until the next claim: a commit
 * that is noticed late must not bring it back.
 */
final class Lease {
    private final long longAgoNanos;
    private volatile long untilNanos;
    private volatile boolean held;

    /** @param nowNanos the monotonic clock */
    Lease(long nowNanos) {
        longAgoNanos = nowNanos - 1;
        untilNanos = longAgoNanos;
    }

    /** A claim was read back. From the agent's thread. */
    void begin(long until) {
        untilNanos = until;
        held = true;
    }

    /** A newer record is known to be in the log. From the agent's thread. */
    void renew(long until) {
        if (until - untilNanos > 0) {
            untilNanos = until;
        }
    }

    /** Ends it for good. From any thread. */
    void end() {
        held = false;
    }

    /** Compare by subtraction. From any thread. */
    long untilNanos() {
        return held ? untilNanos : longAgoNanos;
    }
}
