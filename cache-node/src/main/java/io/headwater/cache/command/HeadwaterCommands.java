package io.headwater.cache.command;

import io.headwater.schemas.ControlKind;
import io.headwater.schemas.Position;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands for operators that Redis does not have: who leads the shard, and marks in its log. */
final class HeadwaterCommands {
    private static final long DEFAULT_TIMEOUT_MS = 5000;
    private static final long MAX_TIMEOUT_MS = 60_000;
    private static final CommandError TIMEOUT =
            new CommandError("ERR the timeout is in milliseconds, from 1 to " + MAX_TIMEOUT_MS);

    private static final int MAX_MARKER_BYTES = 256;
    private static final CommandError MARKER_NAME =
            new CommandError("ERR a marker's name has 1 to " + MAX_MARKER_BYTES + " bytes");

    private HeadwaterCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        table.add("headwater.switchover", -1, 0, 0, 0, group, "admin noscript no_multi", HeadwaterCommands::switchOver);
        table.add("headwater.marker", 2, 0, 0, 0, group, "write noscript fast no_multi", HeadwaterCommands::marker);
        table.add("headwater.claim", 1, 0, 0, 0, group, "admin noscript stale", HeadwaterCommands::claim);
    }

    /** The client waits for the outcome; what it has sent behind the command goes where its connection goes. */
    private static void switchOver(CommandContext context) {
        if (context.count() > 2) throw CommandError.wrongArity(context.spec().name());
        long timeoutMs = context.count() == 1 ? DEFAULT_TIMEOUT_MS : context.longArg(1, 1, MAX_TIMEOUT_MS, TIMEOUT);
        PendingReply pending = context.defer();
        Consumer<@Nullable CommandError> answer = failure -> pending.complete(reply -> {
            if (failure == null) reply.ok();
            else reply.error(failure);
        });
        CommandError refusal = context.server().control().switchOver(timeoutMs, answer);
        if (refusal != null) answer.accept(refusal);
    }

    /** Names this point of the log; replies the marker's position. */
    private static void marker(CommandContext context) {
        int length = context.args().length(1);
        if (length == 0 || length > MAX_MARKER_BYTES) throw MARKER_NAME;
        long lsn = context.effects().control(ControlKind.MARKER, context.args().copy(1));
        context.reply().bulk(new Position(context.server().positions().own().epoch(), lsn).toString());
    }

    private static void claim(CommandContext context) {
        CommandError refusal = context.server().control().claim();
        if (refusal != null) throw refusal;
        context.reply().ok();
    }
}
