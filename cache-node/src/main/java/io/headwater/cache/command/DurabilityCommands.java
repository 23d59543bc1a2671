package io.headwater.cache.command;

import org.jspecify.annotations.Nullable;

/** What a connection's replies wait for. */
final class DurabilityCommands {
    private static final CommandError NO_SUCH_LEVEL = new CommandError("ERR the level must be async, disk, log or default");
    private static final CommandError NO_LOG = new CommandError("ERR this node has no log: the level must be async, disk or default");

    private DurabilityCommands() {}

    static void addTo(CommandTable table) {
        table.add("headwater.durability", -1, 0, 0, 0, CommandGroup.CONNECTION, "noscript loading stale fast no_multi", DurabilityCommands::level);
    }

    private static void level(CommandContext context) {
        if (context.count() > 2) throw CommandError.wrongArity(context.spec().name());
        DurabilityLevels levels = context.executor().levels();
        if (context.count() == 1) {
            context.reply().bulk(levels.of(context.session()).text());
            return;
        }
        Durability level = level(context, 1);
        if (level == Durability.LOG && !context.server().role().hasLog()) throw NO_LOG;
        levels.choose(context.session(), level);
        context.reply().ok();
    }

    /** The level that argument {@code i} names; null for the node's own. */
    private static @Nullable Durability level(CommandContext context, int i) {
        if (context.args().is(i, "DEFAULT")) return null;
        for (Durability level : Durability.values()) {
            if (context.args().is(i, level.name())) return level;
        }
        throw NO_SUCH_LEVEL;
    }
}
