package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.ArrayList;
import java.util.List;

/** The commands that a client has queued since MULTI. */
final class Transaction {
    /** A queued command with its own copy of the arguments. */
    record Queued(CommandSpec spec, Args args) {}

    final List<Queued> commands = new ArrayList<>();
    /** A command was refused while queueing: EXEC must not run the others. */
    boolean aborted;

    /** Whether a queued command may yield effects. */
    boolean writes() {
        for (Queued queued : commands) {
            if (queued.spec.isWrite()) return true;
        }
        return false;
    }
}
