package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** COMMAND: the command table, as data for clients. */
final class CommandCommands {
    private static final CommandError INVALID_COMMAND = new CommandError("ERR Invalid command specified");
    private static final CommandError INVALID_COUNT = new CommandError("ERR Invalid number of arguments specified for command");
    private static final CommandError NO_KEYS = new CommandError("ERR The command has no key arguments");

    private CommandCommands() {}

    static void addTo(CommandTable table) {
        CommandSummaries.load();
        CommandGroup group = CommandGroup.SERVER;
        String flags = "loading stale";
        table.addContainer(
                "command",
                -1,
                group,
                flags,
                context -> infoOf(context, context.executor().table().all()),
                CommandSpec.of("command|count", 2, 0, 0, 0, group, flags, context -> context.reply().integer(context.executor().table().all().size())),
                CommandSpec.of("command|info", -2, 0, 0, 0, group, flags, CommandCommands::info),
                CommandSpec.of("command|docs", -2, 0, 0, 0, group, flags, CommandCommands::docs),
                CommandSpec.of("command|list", -2, 0, 0, 0, group, flags, CommandCommands::list),
                CommandSpec.of("command|getkeys", -4, 0, 0, 0, group, flags, CommandCommands::keys));
    }

    private static void infoOf(CommandContext context, Collection<CommandSpec> specs) {
        context.reply().arrayHeader(specs.size());
        for (CommandSpec spec : specs) CommandDescription.info(context.reply(), spec);
    }

    private static void info(CommandContext context) {
        if (context.count() == 2) {
            infoOf(context, context.executor().table().all());
            return;
        }
        context.reply().arrayHeader(context.count() - 2);
        for (int i = 2; i < context.count(); i++) {
            CommandSpec spec = named(context, i);
            if (spec == null) context.reply().nullBulk();
            else CommandDescription.info(context.reply(), spec);
        }
    }

    private static void docs(CommandContext context) {
        ReplyBuffer reply = context.reply();
        if (context.count() == 2) {
            Collection<CommandSpec> all = context.executor().table().all();
            reply.mapHeader(all.size());
            for (CommandSpec spec : all) CommandDescription.docs(reply, spec);
            return;
        }
        int opened = reply.open();
        int found = 0;
        for (int i = 2; i < context.count(); i++) {
            CommandSpec spec = named(context, i);
            if (spec == null) continue;
            CommandDescription.docs(reply, spec);
            found++;
        }
        reply.closeMap(opened, found);
    }

    /** The command, or the subcommand named {@code container|name}, of argument {@code i}. */
    private static @Nullable CommandSpec named(CommandContext context, int i) {
        String name = context.args().text(i).toLowerCase(Locale.ROOT);
        int bar = name.indexOf('|');
        CommandSpec spec = context.executor().table().find(bar < 0 ? name : name.substring(0, bar));
        if (spec == null || bar < 0) return spec;
        return spec.subcommands().stream().filter(sub -> sub.name().equals(name)).findFirst().orElse(null);
    }

    private static void list(CommandContext context) {
        Args args = context.args();
        Collection<CommandSpec> specs = context.executor().table().all();
        if (args.count() == 5 && args.is(2, "FILTERBY")) {
            specs = filtered(args, context.executor().table().withSubcommands());
        } else if (args.count() != 2) {
            throw CommandError.SYNTAX;
        }
        context.reply().arrayHeader(specs.size());
        for (CommandSpec spec : specs) context.reply().bulk(spec.name());
    }

    private static List<CommandSpec> filtered(Args args, List<CommandSpec> specs) {
        if (args.is(3, "MODULE")) return List.of();
        if (args.is(3, "ACLCAT")) {
            String category = "@" + args.text(4).toLowerCase(Locale.ROOT);
            return specs.stream().filter(spec -> CommandCategories.of(spec).contains(category)).toList();
        }
        if (!args.is(3, "PATTERN")) throw CommandError.SYNTAX;
        Glob pattern = Glob.ignoringCase(args, 4);
        return specs.stream().filter(spec -> pattern.matches(spec.name().getBytes(StandardCharsets.US_ASCII))).toList();
    }

    private static void keys(CommandContext context) {
        Args call = new Args(context.count());
        call.reset(context.args().bytes());
        for (int i = 2; i < context.count(); i++) call.add(context.args().offset(i), context.args().length(i));
        CommandSpec spec = context.executor().table().resolve(call);
        if (spec == null) throw INVALID_COMMAND;
        if (spec.firstKey() == 0 && spec.keyCountAt() == 0) throw NO_KEYS;
        if (!spec.accepts(call.count())) throw INVALID_COUNT;
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int[] count = {0};
        KeyPositions.forEach(spec, call, i -> {
            reply.bulk(call, i);
            count[0]++;
            return true;
        });
        reply.closeArray(opened, count[0]);
    }
}
