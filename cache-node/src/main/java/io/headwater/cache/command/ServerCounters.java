package io.headwater.cache.command;

/** Statistics of the commands since the start or CONFIG RESETSTAT. Written and read on the writer thread. */
public final class ServerCounters {
    long hits;
    long misses;
    long commands;
    long errors;

    /** Reads that found their key. */
    public long hits() {
        return hits;
    }

    /** Reads that did not. */
    public long misses() {
        return misses;
    }

    /** Commands executed, those inside of MULTI included. */
    public long commands() {
        return commands;
    }

    /** Error replies. */
    public long errors() {
        return errors;
    }

    void reset() {
        hits = 0;
        misses = 0;
        commands = 0;
        errors = 0;
    }
}
