package io.headwater.cache.command;

/** MULTI and what belongs to it. The commands of one EXEC decide and apply in turn, and form one entry. */
final class TransactionCommands {
    private static final CommandError NESTED = new CommandError("ERR MULTI calls can not be nested");
    private static final CommandError EXEC_WITHOUT_MULTI = new CommandError("ERR EXEC without MULTI");
    private static final CommandError DISCARD_WITHOUT_MULTI = new CommandError("ERR DISCARD without MULTI");
    private static final CommandError WATCH_INSIDE_MULTI = new CommandError("ERR WATCH inside MULTI is not allowed");
    private static final CommandError ABORTED = new CommandError("EXECABORT Transaction discarded because of previous errors.");

    private TransactionCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.TRANSACTIONS;
        table.add("multi", 1, 0, 0, 0, group, "noscript loading stale fast allow_busy", TransactionCommands::multi);
        table.add("exec", 1, 0, 0, 0, group, "noscript loading stale skip_slowlog", TransactionCommands::exec);
        table.add("discard", 1, 0, 0, 0, group, "noscript loading stale fast allow_busy", TransactionCommands::discard);
        table.add("watch", -2, 1, -1, 1, group, "noscript loading stale fast allow_busy", TransactionCommands::watch);
        table.add("unwatch", 1, 0, 0, 0, group, "noscript loading stale fast allow_busy", TransactionCommands::unwatch);
    }

    private static void multi(CommandContext context) {
        ClientSession session = context.session();
        if (session.transaction != null) throw NESTED;
        session.transaction = new Transaction();
        context.reply().ok();
    }

    private static void exec(CommandContext context) {
        // The commands that run below use the same context: everything that is needed afterwards is kept here.
        CommandExecutor executor = context.executor();
        ClientSession session = context.session();
        ReplyBuffer reply = context.reply();
        Transaction transaction = session.transaction;
        if (transaction == null) throw EXEC_WITHOUT_MULTI;
        boolean broken = executor.watches().isBroken(context);
        end(context);
        if (transaction.aborted) throw ABORTED;
        if (broken) {
            reply.nullArray();
            return;
        }
        reply.arrayHeader(transaction.commands.size());
        executor.insideExec(true);
        try {
            for (Transaction.Queued queued : transaction.commands) {
                reply.protocol(session.protocol());
                executor.run(session, queued.spec(), queued.args(), reply);
            }
        } finally {
            executor.insideExec(false);
        }
    }

    private static void discard(CommandContext context) {
        if (context.session().transaction == null) throw DISCARD_WITHOUT_MULTI;
        end(context);
        context.reply().ok();
    }

    /** Leaves MULTI and ends all watches. */
    private static void end(CommandContext context) {
        context.session().transaction = null;
        context.executor().watches().clear(context.session());
    }

    private static void watch(CommandContext context) {
        if (context.session().transaction != null) throw WATCH_INSIDE_MULTI;
        for (int i = 1; i < context.count(); i++) context.executor().watches().add(context, i);
        context.reply().ok();
    }

    private static void unwatch(CommandContext context) {
        context.executor().watches().clear(context.session());
        context.reply().ok();
    }
}
