package io.headwater.cache.command;

/** Counters of one command since the start or CONFIG RESETSTAT. Owned by the writer thread. */
public final class CommandStatistics {
    long calls;
    long rejected;
    long failed;

    /** Calls that ran. */
    public long calls() {
        return calls;
    }

    /** Calls that were refused before they ran: arity, role, memory. */
    public long rejected() {
        return rejected;
    }

    /** Calls that ran and answered with an error. */
    public long failed() {
        return failed;
    }

    void reset() {
        calls = 0;
        rejected = 0;
        failed = 0;
    }
}
