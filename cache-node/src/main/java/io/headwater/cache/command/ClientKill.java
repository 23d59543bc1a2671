package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.List;
import java.util.function.Predicate;

/** CLIENT KILL, with one address as in old times or with filters. */
final class ClientKill {
    private static final CommandError NO_SUCH_CLIENT = new CommandError("ERR No such client");
    private static final CommandError ID_TOO_SMALL = new CommandError("ERR client-id should be greater than 0");

    private ClientKill() {}

    static void kill(CommandContext context) {
        if (context.count() == 3) {
            String address = context.args().text(2);
            if (kill(context, session -> session.connection().remoteAddress().equals(address)) == 0) throw NO_SUCH_CLIENT;
            context.reply().ok();
        } else {
            context.reply().integer(kill(context, filter(context)));
        }
    }

    private static Predicate<ClientSession> filter(CommandContext context) {
        Args args = context.args();
        boolean skipMe = true;
        Predicate<ClientSession> filter = session -> true;
        for (int i = 2; i < args.count(); i += 2) {
            if (i + 1 == args.count()) throw CommandError.SYNTAX;
            if (args.is(i, "SKIPME")) {
                skipMe = args.is(i + 1, "YES");
                if (!skipMe && !args.is(i + 1, "NO")) throw CommandError.SYNTAX;
            } else {
                filter = filter.and(filter(context, i));
            }
        }
        ClientSession me = context.session();
        boolean spared = skipMe;
        return filter.and(session -> !spared || session != me);
    }

    private static Predicate<ClientSession> filter(CommandContext context, int i) {
        Args args = context.args();
        String value = args.text(i + 1);
        if (args.is(i, "ADDR")) return session -> session.connection().remoteAddress().equals(value);
        if (args.is(i, "LADDR")) return session -> session.connection().localAddress().equals(value);
        if (args.is(i, "TYPE")) return ClientCommands.type(args, i + 1);
        if (args.is(i, "USER")) {
            if (!value.equals("default")) throw new CommandError("ERR No such user '" + value + "'");
            return session -> true;
        }
        if (!args.is(i, "ID")) throw CommandError.SYNTAX;
        if (!args.isLong(i + 1) || args.toLong(i + 1) < 1) throw ID_TOO_SMALL;
        long id = args.toLong(i + 1);
        return session -> session.id() == id;
    }

    private static int kill(CommandContext context, Predicate<ClientSession> victims) {
        int killed = 0;
        for (ClientSession session : List.copyOf(context.server().sessions().all())) {
            if (!victims.test(session)) continue;
            killed++;
            // A client that kills itself still gets its reply.
            if (session == context.session()) session.closeAfterReply = true;
            else session.connection().kill();
        }
        return killed;
    }
}
