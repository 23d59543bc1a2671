package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** CONFIG, through the node's {@link ConfigView}. */
final class ConfigCommands {
    private ConfigCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        String flags = "admin noscript loading stale";
        table.addContainer(
                "config",
                group,
                CommandSpec.of("config|get", -3, 0, 0, 0, group, flags, ConfigCommands::get),
                CommandSpec.of("config|set", -4, 0, 0, 0, group, flags, ConfigCommands::set),
                CommandSpec.of("config|resetstat", 2, 0, 0, 0, group, flags, ConfigCommands::resetStatistics),
                CommandSpec.of("config|rewrite", 2, 0, 0, 0, group, flags, ConfigCommands::rewrite));
    }

    private static void get(CommandContext context) {
        SortedMap<String, String> all = context.server().config().all();
        SortedMap<String, String> found = new TreeMap<>();
        for (int i = 2; i < context.count(); i++) {
            Glob pattern = Glob.ignoringCase(context.args(), i);
            all.forEach((name, value) -> {
                if (pattern.matches(name.getBytes(StandardCharsets.ISO_8859_1))) found.put(name, value);
            });
        }
        context.reply().mapHeader(found.size());
        found.forEach((name, value) -> {
            context.reply().bulk(name);
            context.reply().bulk(value.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void set(CommandContext context) {
        Args args = context.args();
        if (args.count() % 2 != 0) throw CommandError.SYNTAX;
        ConfigView config = context.server().config();
        SortedMap<String, String> known = config.all();
        Map<String, String> changes = new LinkedHashMap<>();
        for (int i = 2; i < args.count(); i += 2) {
            String name = args.text(i).toLowerCase(Locale.ROOT);
            if (!known.containsKey(name)) {
                throw new CommandError("ERR Unknown option or number of arguments for CONFIG SET - '" + CommandError.quoted(args, i) + "'");
            }
            if (changes.put(name, args.text(i + 1)) != null) {
                throw new CommandError("ERR CONFIG SET failed (possibly related to argument '" + CommandError.quoted(args, i) + "') - duplicate parameter");
            }
        }
        CommandError failure = config.set(changes);
        if (failure != null) throw failure;
        context.reply().ok();
    }

    private static void resetStatistics(CommandContext context) {
        Server server = context.server();
        server.counters().reset();
        context.executor().table().resetStatistics();
        server.config().resetStatistics();
        context.reply().ok();
    }

    private static void rewrite(CommandContext context) {
        CommandError failure = context.server().config().rewrite();
        if (failure != null) throw failure;
        context.reply().ok();
    }
}
