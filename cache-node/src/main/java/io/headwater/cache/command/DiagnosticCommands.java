package io.headwater.cache.command;

/** SLOWLOG and LATENCY, for clients that ask: no command is timed here, so that both are empty. */
final class DiagnosticCommands {
    private static final CommandError COUNT_TOO_SMALL = new CommandError("ERR count should be greater than or equal to -1");

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
                CommandSpec.of("latency|histogram", -2, 0, 0, 0, group, latency, context -> context.reply().mapHeader(0)));
    }

    private static void slowLog(CommandContext context) {
        if (context.count() > 3) throw UnknownCommand.subcommandSyntax(context.args());
        if (context.count() == 3) context.longArg(2, -1, Long.MAX_VALUE, COUNT_TOO_SMALL);
        context.reply().arrayHeader(0);
    }
}
