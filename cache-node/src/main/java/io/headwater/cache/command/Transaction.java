package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.ArrayList;
import java.util.List;

/** The commands that a client has queued since MULTI. */
final class Transaction {
    /** A queued command with its own copy of the arguments. */
    record Queued(CommandSpec spec, Args args) {}

    /** What a client may queue: beyond it the transaction is void, since nothing here grows without bound. */
    private static final long MAX_QUEUED_BYTES = 512L * 1024 * 1024;

    private static final int COMMAND_OVERHEAD_BYTES = 128;

    final List<Queued> commands = new ArrayList<>();
    private long queuedBytes;
    /** A command was refused while queueing: EXEC must not run the others. */
    boolean aborted;

    /** Queues a copy of the command; false, and no command is queued any more, if there are too many. */
    boolean queue(CommandSpec spec, Args args) {
        queuedBytes += COMMAND_OVERHEAD_BYTES + args.totalBytes();
        if (queuedBytes > MAX_QUEUED_BYTES) {
            commands.clear();
            aborted = true;
            return false;
        }
        // One that will not run needs no copy.
        if (!aborted) commands.add(new Queued(spec, args.detach()));
        return true;
    }

    /** Bytes of all queued commands, at least as the log writes them. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** Whether a queued command may yield effects. */
    boolean writes() {
        for (Queued queued : commands) {
            if (queued.spec.isWrite()) return true;
        }
        return false;
    }
}
