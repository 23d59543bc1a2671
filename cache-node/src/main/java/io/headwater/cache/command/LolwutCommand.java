package io.headwater.cache.command;

/** LOLWUT: the version, without Redis's drawings. */
final class LolwutCommand {
    private LolwutCommand() {}

    static void addTo(CommandTable table) {
        table.add("lolwut", -1, 0, 0, 0, CommandGroup.SERVER, "readonly fast", LolwutCommand::execute);
    }

    private static void execute(CommandContext context) {
        if (context.count() >= 3 && context.args().is(1, "VERSION")) context.longArg(2);
        context.reply().verbatim("txt", "Redis ver. " + HelloCommand.REDIS_VERSION + "\n");
    }
}
