package io.headwater.publisher;

import io.headwater.publisher.InFlight.Sent;

/**
 * What proves that this node leads: the newest record that the log is known to hold shows that nobody else had taken over when it was handed to the producer for the
 * first time, and the lease runs from there. Neither the moment of its acknowledgement nor that of sending it again shows anything: challengers count from the
 * record itself, which may have been in the log for long by then. Owned by the agent's thread.
 */
class LeaseProof {
    private long highestCounter = -1;
    private boolean given;
    private long sinceNanos;

    /** A record is about to be handed over. Returns whether for the first time. */
    boolean handOver(long counter) {
        boolean first = counter > highestCounter;
        highestCounter = Math.max(highestCounter, counter);
        return first;
    }

    /**
     * The log is known to hold a record.
     *
     * @param nowNanos the monotonic clock, at its acknowledgement
     */
    void committed(Sent record, long nowNanos) {
        if (record.first()) {
            since(record.handedOverNanos());
        }
    }

    final void since(long nanos) {
        given = true;
        sinceNanos = nanos;
    }

    /** Whether there is any proof. */
    final boolean given() {
        return given;
    }

    /** The moment that it proves, on the monotonic clock. */
    final long sinceNanos() {
        return sinceNanos;
    }
}
