package io.headwater.publisher;

/** What other threads want of the agent. Each field has the threads that write it; the agent's thread reads. */
final class AgentOrders {
    private volatile boolean asked;
    private volatile long handOverLsn;
    private volatile boolean closing;
    private volatile long closeUntilNanos;

    /** An operator, or the start of a primary, wants the node to lead. From any thread. */
    void ask() {
        asked = true;
    }

    /** The wish is fulfilled or out of date. */
    void forgetAsking() {
        asked = false;
    }

    boolean asked() {
        return asked;
    }

    /** The node hands over by a marker with this lsn. From the writer thread. */
    void handOver(long markerLsn) {
        handOverLsn = markerLsn;
    }

    /** A new term begins. */
    void forgetHandOver() {
        handOverLsn = 0;
    }

    /** 0 if the node does not hand over. */
    long handOverLsn() {
        return handOverLsn;
    }

    /** The node closes, and waits until then for what it has to publish. From any thread. */
    void close(long untilNanos) {
        closeUntilNanos = untilNanos;
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    long closeUntilNanos() {
        return closeUntilNanos;
    }
}
