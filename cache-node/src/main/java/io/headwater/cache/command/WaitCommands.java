package io.headwater.cache.command;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** WAIT and WAITAOF, with the syntax and the errors of Redis 7.2: durability of the connection's last write, asked for after the write. */
final class WaitCommands {
    private static final CommandError TIMEOUT_NOT_AN_INTEGER = new CommandError("ERR timeout is not an integer or out of range");
    private static final CommandError TIMEOUT_NEGATIVE = new CommandError("ERR timeout is negative");
    private static final CommandError WAIT_ON_REPLICA = new CommandError("ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a"
            + " replica is configured to be writable (which is not the default) writes to replicas are just local and are not propagated.");
    private static final CommandError WAITAOF_ON_REPLICA = new CommandError(
            "ERR WAITAOF cannot be used with replica instances. Please also note that writes to replicas are just local and are not propagated.");
    private static final CommandError DEPOSED = new CommandError("NOLEASE this node does not lead the shard any more");

    private WaitCommands() {}

    static void addTo(CommandTable table) {
        table.add("wait", 3, 0, 0, 0, CommandGroup.GENERIC, "noscript", WaitCommands::forReplicas);
        table.add("waitaof", 4, 0, 0, 0, CommandGroup.GENERIC, "noscript", WaitCommands::forDiskAndLog);
    }

    private static void forReplicas(CommandContext context) {
        if (!context.server().role().isPrimary()) throw WAIT_ON_REPLICA;
        long wanted = context.longArg(1);
        long timeoutMs = timeoutMs(context, 2);
        ShardPositions positions = context.server().positions();
        long lsn = lastWrite(context);
        BooleanSupplier isOver = () -> positions.replicasAt(lsn) >= wanted;
        answer(context, isOver, timeoutMs, false, left -> List.of("WAIT", "" + wanted, "" + left), reply -> reply.integer(positions.replicasAt(lsn)));
    }

    /** The log counts as a copy, since it keeps the write whatever becomes of this node; archives and the disks of replicas are further ones. */
    private static void forDiskAndLog(CommandContext context) {
        long local = context.longArg(1, 0, 1, CommandError.outOfRange(0, 1));
        long wanted = context.longArg(2, 0, Long.MAX_VALUE, CommandError.NOT_POSITIVE);
        long timeoutMs = timeoutMs(context, 3);
        if (!context.server().role().isPrimary()) throw WAITAOF_ON_REPLICA;
        ShardPositions positions = context.server().positions();
        boolean hasLog = context.server().role().hasLog();
        long lsn = lastWrite(context);
        BooleanSupplier isOver = () -> (local == 0 || positions.durableLsn() >= lsn) && copies(positions, hasLog, lsn) >= wanted;
        answer(context, isOver, timeoutMs, local == 1, left -> List.of("WAITAOF", "" + local, "" + wanted, "" + left), reply -> {
            reply.arrayHeader(2);
            reply.integer(positions.durableLsn() >= lsn);
            reply.integer(copies(positions, hasLog, lsn));
        });
    }

    /** Of the connection; inside of a transaction that has written already, of the transaction. */
    private static long lastWrite(CommandContext context) {
        boolean wroteInside = context.effects().entryBytes() > 0;
        return wroteInside ? context.effects().newestLsn() : context.session().lastWriteLsn;
    }

    private static long copies(ShardPositions positions, boolean hasLog, long lsn) {
        return (hasLog && positions.committedLsn() >= lsn ? 1 : 0) + positions.copiesAt(lsn);
    }

    static long timeoutMs(CommandContext context, int i) {
        long timeoutMs = context.longArg(i, Long.MIN_VALUE, Long.MAX_VALUE, TIMEOUT_NOT_AN_INTEGER);
        if (timeoutMs < 0) throw TIMEOUT_NEGATIVE;
        return timeoutMs;
    }

    /** Answers at once if there is nothing to wait for or, inside of a transaction, nobody who could. */
    private static void answer(
            CommandContext context,
            BooleanSupplier isOver,
            long timeoutMs,
            boolean needsDisk,
            LongFunction<List<String>> elsewhere,
            Consumer<ReplyBuffer> answer) {
        if (isOver.getAsBoolean() || !context.mayDefer()) {
            answer.accept(context.reply());
            return;
        }
        ServerRole role = context.server().role();
        BooleanSupplier ends = () -> !role.isPrimary() || isOver.getAsBoolean();
        context.executor().waiters().add(context.session(), context.defer(ReplyKind.READ), ends, timeoutMs, needsDisk, elsewhere, reply -> {
            if (!role.isPrimary()) throw DEPOSED;
            answer.accept(reply);
        });
    }
}
