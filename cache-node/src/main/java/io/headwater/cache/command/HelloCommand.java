package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** HELLO: who is there, and which RESP the client speaks. */
final class HelloCommand {
    /** The version whose replies this server gives; clients choose what to send by it. */
    static final String REDIS_VERSION = "7.0.15";

    private static final int RESP_2 = 2;
    private static final int RESP_3 = 3;
    private static final int FIELDS = 7;
    private static final CommandError VERSION_NOT_AN_INTEGER = new CommandError("ERR Protocol version is not an integer or out of range");
    private static final CommandError UNKNOWN_VERSION = new CommandError("NOPROTO unsupported protocol version");

    private HelloCommand() {}

    static void hello(CommandContext context) {
        Args args = context.args();
        ClientSession session = context.session();
        int version = args.count() > 1 ? version(args) : session.protocol();
        int i = 2;
        while (i < args.count()) {
            int more = args.count() - 1 - i;
            if (args.is(i, "AUTH") && more >= 2) {
                ConnectionCommands.checkUser(args, i + 1);
                i += 3;
            } else if (args.is(i, "SETNAME") && more >= 1) {
                ClientName.check(args, i + 1);
                // At once, as in Redis: a later option that is wrong does not take the name back.
                session.name(args.text(i + 1));
                i += 2;
            } else {
                throw new CommandError("ERR Syntax error in HELLO option '" + CommandError.quoted(args, i) + "'");
            }
        }
        session.protocol(version);
        context.reply().protocol(version);
        reply(context);
    }

    private static int version(Args args) {
        if (!args.isLong(1)) throw VERSION_NOT_AN_INTEGER;
        long version = args.toLong(1);
        if (version != RESP_2 && version != RESP_3) throw UNKNOWN_VERSION;
        return (int) version;
    }

    private static void reply(CommandContext context) {
        ReplyBuffer reply = context.reply();
        Server server = context.server();
        reply.mapHeader(FIELDS);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(context.session().protocol());
        reply.bulk("id");
        reply.integer(context.session().id());
        reply.bulk("mode");
        reply.bulk(server.cluster().enabled() ? "cluster" : "standalone");
        reply.bulk("role");
        reply.bulk(server.role().isPrimary() ? "master" : "replica");
        reply.bulk("modules");
        reply.arrayHeader(0);
    }
}
