package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;

/** Commands on whole databases. */
final class DatabaseCommands {
    private static final CommandError NO_SWAP_IN_CLUSTER = new CommandError("ERR SWAPDB is not allowed in cluster mode");
    private static final CommandError INVALID_FIRST = new CommandError("ERR invalid first DB index");
    private static final CommandError INVALID_SECOND = new CommandError("ERR invalid second DB index");

    private DatabaseCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        table.add("dbsize", 1, 0, 0, 0, group, "readonly fast", context -> context.reply().integer(context.database().size()));
        table.add("flushdb", -1, 0, 0, 0, group, "write", context -> flush(context, EffectOp.FLUSHDB));
        table.add("flushall", -1, 0, 0, 0, group, "write", context -> flush(context, EffectOp.FLUSHALL));
        table.add("swapdb", 3, 0, 0, 0, group, "write fast", DatabaseCommands::swap);
    }

    /** SYNC and ASYNC are taken and mean the same: to forget a table is one assignment here, and collecting it is the collector's work. */
    private static void flush(CommandContext context, EffectOp op) {
        Args args = context.args();
        if (args.count() > 2 || (args.count() == 2 && !args.is(1, "SYNC") && !args.is(1, "ASYNC"))) throw CommandError.SYNTAX;
        context.effects().add(op);
        context.reply().ok();
    }

    private static void swap(CommandContext context) {
        if (context.server().cluster().enabled()) throw NO_SWAP_IN_CLUSTER;
        long first = index(context, 1, INVALID_FIRST);
        long second = index(context, 2, INVALID_SECOND);
        int databases = context.databases();
        if (first < 0 || first >= databases || second < 0 || second >= databases) throw CommandError.DB_INDEX_OUT_OF_RANGE;
        context.effects().begin(EffectOp.SWAPDB, 2).arg(first).arg(second).end();
        context.reply().ok();
    }

    private static long index(CommandContext context, int i, CommandError error) {
        return context.longArg(i, Integer.MIN_VALUE, Integer.MAX_VALUE, error);
    }
}
