package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** Commands on the client's own connection. */
final class ConnectionCommands {
    private static final CommandError SELECT_IN_CLUSTER = new CommandError("ERR SELECT is not allowed in cluster mode");
    private static final CommandError NO_PASSWORD = new CommandError(
            "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
    private static final CommandError WRONG_PASSWORD = new CommandError("WRONGPASS invalid username-password pair or user is disabled.");

    private ConnectionCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.CONNECTION;
        table.add("ping", -1, 0, 0, 0, group, "fast", ConnectionCommands::ping);
        table.add("echo", 2, 0, 0, 0, group, "loading stale fast", context -> context.reply().bulk(context.args(), 1));
        table.add("select", 2, 0, 0, 0, group, "loading stale fast", ConnectionCommands::select);
        table.add("auth", -2, 0, 0, 0, group, "noscript loading stale fast no_auth allow_busy", ConnectionCommands::authenticate);
        table.add("quit", -1, 0, 0, 0, group, "noscript loading stale fast no_auth allow_busy", ConnectionCommands::quit);
        table.add("reset", 1, 0, 0, 0, group, "noscript loading stale fast no_auth allow_busy", ConnectionCommands::reset);
        table.add("hello", -1, 0, 0, 0, group, "noscript loading stale fast no_auth allow_busy", HelloCommand::hello);
    }

    private static void ping(CommandContext context) {
        if (context.count() > 2) throw CommandError.wrongArity("ping");
        ClientSession session = context.session();
        if (session.protocol() == 2 && session.subscriptionCount() > 0) pingSubscriber(context);
        else if (context.count() == 2) context.reply().bulk(context.args(), 1);
        else context.reply().simple("PONG");
    }

    /** In the form of a message, as everything that such a client gets. */
    private static void pingSubscriber(CommandContext context) {
        context.reply().arrayHeader(2);
        context.reply().bulk("pong");
        if (context.count() == 2) context.reply().bulk(context.args(), 1);
        else context.reply().bulk("");
    }

    private static void select(CommandContext context) {
        int index = context.intArg(1);
        if (context.server().cluster().enabled() && index != 0) throw SELECT_IN_CLUSTER;
        context.session().database(KeyCommands.database(context, 1));
        context.reply().ok();
    }

    private static void authenticate(CommandContext context) {
        Args args = context.args();
        if (args.count() > 3) throw CommandError.SYNTAX;
        if (args.count() == 2) throw NO_PASSWORD;
        checkUser(args, 1);
        context.reply().ok();
    }

    /** There is one user, "default", who needs no password, so that any is right. */
    static void checkUser(Args args, int i) {
        if (!args.text(i).equals("default")) throw WRONG_PASSWORD;
    }

    private static void quit(CommandContext context) {
        context.session().closeAfterReply = true;
        context.reply().ok();
    }

    private static void reset(CommandContext context) {
        ClientSession session = context.session();
        context.executor().watches().clear(session);
        context.executor().levels().choose(session, null);
        context.executor().pubSub().forget(session);
        session.reset();
        context.reply().protocol(session.protocol());
        context.reply().simple("RESET");
    }
}
