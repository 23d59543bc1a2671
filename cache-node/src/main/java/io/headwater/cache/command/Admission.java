package io.headwater.cache.command;

import org.jspecify.annotations.Nullable;

/** Decides whether a write may start: disk space, backlog, memory. Asked on the writer thread before every write command. */
@FunctionalInterface
public interface Admission {
    /** Accepts everything. */
    Admission ALWAYS = (write, bytes) -> null;

    /**
     * Null if the write is accepted, else the error that the client gets.
     *
     * @param write the command, EXEC for all that a transaction has queued, or a read that found an expired key, which it would like to delete
     * @param bytes of its arguments in the log, an estimate: what a command computes from keys may be larger
     */
    @Nullable CommandError refuse(CommandSpec write, long bytes);
}
