package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import org.jspecify.annotations.Nullable;

/** Decides whether a write may start: disk space, backlog, memory. Asked on the writer thread before every write command. */
@FunctionalInterface
public interface Admission {
    /** Accepts everything. */
    Admission ALWAYS = (write, args) -> null;

    /**
     * Null if the write is accepted, else the error that the client gets.
     *
     * @param write the command; whether it frees memory is in its flags
     * @param args its arguments, from which the size of what it writes can be told
     */
    @Nullable CommandError refuse(CommandSpec write, Args args);
}
