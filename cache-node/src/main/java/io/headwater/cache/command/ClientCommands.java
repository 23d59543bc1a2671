package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** CLIENT: the connections, this one and the others. */
final class ClientCommands {
    private static final CommandError INVALID_ID = new CommandError("ERR Invalid client ID");
    private static final CommandError UNBLOCK_REASON = new CommandError("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    private static final Set<String> TYPES = Set.of("normal", "master", "replica", "slave", "pubsub");

    private ClientCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.CONNECTION;
        String own = "noscript loading stale";
        String others = "admin noscript loading stale";
        table.addContainer(
                "client",
                group,
                CommandSpec.of("client|id", 2, 0, 0, 0, group, own, context -> context.reply().integer(context.session().id())),
                CommandSpec.of("client|getname", 2, 0, 0, 0, group, own, ClientCommands::name),
                CommandSpec.of("client|setname", 3, 0, 0, 0, group, own, ClientCommands::rename),
                CommandSpec.of("client|setinfo", 4, 0, 0, 0, group, own, ClientCommands::library),
                CommandSpec.of("client|info", 2, 0, 0, 0, group, own, ClientCommands::info),
                CommandSpec.of("client|list", -2, 0, 0, 0, group, others, ClientCommands::list),
                CommandSpec.of("client|kill", -3, 0, 0, 0, group, others, ClientKill::kill),
                CommandSpec.of("client|unblock", -3, 0, 0, 0, group, others, ClientCommands::unblock),
                CommandSpec.of("client|no-evict", 3, 0, 0, 0, group, others, ClientCommands::noEvict),
                CommandSpec.of("client|reply", 3, 0, 0, 0, group, own, ClientCommands::replyMode));
    }

    private static void name(CommandContext context) {
        if (context.session().name().isEmpty()) context.reply().nullBulk();
        else context.reply().bulk(context.session().name());
    }

    private static void rename(CommandContext context) {
        ClientName.check(context.args(), 2);
        context.session().name(context.args().text(2));
        context.reply().ok();
    }

    /** From Redis 7.2, since current clients send it unasked. */
    private static void library(CommandContext context) {
        Args args = context.args();
        ClientName.check(args, 3);
        if (args.is(2, "LIB-NAME")) context.session().libraryName = args.text(3);
        else if (args.is(2, "LIB-VER")) context.session().libraryVersion = args.text(3);
        else throw new CommandError("ERR Unrecognized option '" + CommandError.quoted(args, 2) + "'");
        context.reply().ok();
    }

    private static void info(CommandContext context) {
        context.reply().verbatim("txt", describe(context.session(), context.nowMs()) + "\n");
    }

    private static void list(CommandContext context) {
        Predicate<ClientSession> wanted = wanted(context);
        StringBuilder text = new StringBuilder();
        for (ClientSession session : context.server().sessions().all()) {
            if (wanted.test(session)) text.append(describe(session, context.nowMs())).append('\n');
        }
        context.reply().verbatim("txt", text.toString());
    }

    private static Predicate<ClientSession> wanted(CommandContext context) {
        Args args = context.args();
        if (args.count() == 2) return session -> true;
        if (args.count() == 4 && args.is(2, "TYPE")) {
            return type(args, 3);
        }
        if (args.count() < 4 || !args.is(2, "ID")) throw CommandError.SYNTAX;
        Set<Long> ids = new HashSet<>();
        for (int i = 3; i < args.count(); i++) {
            if (!args.isLong(i)) throw INVALID_ID;
            ids.add(args.toLong(i));
        }
        return session -> ids.contains(session.id());
    }

    /** The clients of the type that argument {@code i} names; replication links do not exist here. */
    static Predicate<ClientSession> type(Args args, int i) {
        String type = args.text(i).toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) throw new CommandError("ERR Unknown client type '" + CommandError.quoted(args, i) + "'");
        return session -> type.equals(session.subscriptionCount() > 0 ? "pubsub" : "normal");
    }

    private static String describe(ClientSession session, long nowMs) {
        Transaction transaction = session.transaction;
        Subscriptions subscriptions = session.subscriptions;
        int channels = subscriptions == null ? 0 : subscriptions.channels.size();
        String flags = (session.subscriptionCount() > 0 ? "P" : "") + (transaction == null ? "" : "x") + (session.waiting ? "b" : "") + (session.readOnly ? "r" : "") + (session.closeAfterReply ? "c" : "") + (session.noEvict ? "e" : "");
        return "id=" + session.id()
                + " addr=" + session.connection().remoteAddress()
                + " laddr=" + session.connection().localAddress()
                + " name=" + session.name()
                + " age=" + (nowMs - session.connectedAtMs()) / 1000
                + " idle=" + (nowMs - session.lastCommandAtMs) / 1000
                + " flags=" + (flags.isEmpty() ? "N" : flags)
                + " db=" + session.database()
                + " sub=" + channels + " psub=" + (subscriptions == null ? 0 : subscriptions.patterns.size()) + " ssub=" + (subscriptions == null ? 0 : subscriptions.shardChannels.size())
                + " multi=" + (transaction == null ? -1 : transaction.commands.size())
                + " cmd=" + session.lastCommand
                + " user=default redir=-1"
                + " resp=" + session.protocol()
                + " lib-name=" + session.libraryName
                + " lib-ver=" + session.libraryVersion;
    }

    private static void noEvict(CommandContext context) {
        boolean on = context.args().is(2, "ON");
        if (!on && !context.args().is(2, "OFF")) throw CommandError.SYNTAX;
        context.session().noEvict = on;
        context.reply().ok();
    }

    private static void unblock(CommandContext context) {
        Args args = context.args();
        if (args.count() > 4) throw UnknownCommand.subcommandSyntax(args);
        boolean withError = args.count() == 4 && args.is(3, "ERROR");
        if (args.count() == 4 && !withError && !args.is(3, "TIMEOUT")) throw UNBLOCK_REASON;
        ClientSession target = context.server().sessions().find(context.longArg(2));
        CommandExecutor executor = context.executor();
        boolean ended = target != null && (executor.blocked().unblock(target, withError) || executor.waiters().unblock(target, withError));
        context.reply().integer(ended);
    }

    private static void replyMode(CommandContext context) {
        ClientSession session = context.session();
        if (context.args().is(2, "ON")) {
            session.replyMode = ClientSession.ReplyMode.ON;
            context.reply().ok();
        } else if (context.args().is(2, "OFF")) {
            session.replyMode = ClientSession.ReplyMode.OFF;
        } else if (!context.args().is(2, "SKIP")) {
            throw CommandError.SYNTAX;
        } else if (session.replyMode != ClientSession.ReplyMode.OFF) {
            session.replyMode = ClientSession.ReplyMode.SKIP_NEXT;
        }
    }
}
