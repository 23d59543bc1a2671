package io.headwater.cache.command;

/** SLOWLOG and LATENCY, for clients that ask: no command is timed here, so that both are empty. */
final class DiagnosticCommands {
    private static final CommandError COUNT_TOO_SMALL = new CommandError("ERR count should be greater than or equal to -1");

    private static final String DOCTOR = "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET"
            + " latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest to take a look at"
            + " https://redis.io/topics/latency-monitor.\n";

    private DiagnosticCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        String slowLog = "admin loading stale";
        table.addContainer(
                "slowlog",
                group,
                CommandSpec.of("slowlog|get", -2, 0, 0, 0, group, slowLog, DiagnosticCommands::slowLog),
                CommandSpec.of("slowlog|len", 2, 0, 0, 0, group, slowLog, context -> context.reply().integer(0)),
                CommandSpec.of("slowlog|reset", 2, 0, 0, 0, group, slowLog, context -> context.reply().ok()));
        String latency = "admin noscript loading stale";
        table.addContainer(
                "latency",
                group,
                CommandSpec.of("latency|latest", 2, 0, 0, 0, group, latency, context -> context.reply().arrayHeader(0)),
                CommandSpec.of("latency|history", 3, 0, 0, 0, group, latency, context -> context.reply().arrayHeader(0)),
                CommandSpec.of("latency|reset", -2, 0, 0, 0, group, latency, context -> context.reply().integer(0)),
                CommandSpec.of("latency|doctor", 2, 0, 0, 0, group, latency, context -> context.reply().verbatim("txt", DOCTOR)),
                CommandSpec.of("latency|graph", 3, 0, 0, 0, group, latency, DiagnosticCommands::noSamples),
                CommandSpec.of("latency|histogram", -2, 0, 0, 0, group, latency, context -> context.reply().mapHeader(0)));
    }

    private static void noSamples(CommandContext context) {
        throw new CommandError("ERR No samples available for event '" + CommandError.quoted(context.args(), 2) + "'");
    }

    private static void slowLog(CommandContext context) {
        if (context.count() > 3) throw UnknownCommand.subcommandSyntax(context.args());
        if (context.count() == 3) context.longArg(2, -1, Long.MAX_VALUE, COUNT_TOO_SMALL);
        context.reply().arrayHeader(0);
    }
}
