package io.headwater.cache.command;

import java.util.List;
import java.util.Locale;

/** HELP of a container: the names of its subcommands, in Redis's layout. */
final class Help {
    private Help() {}

    /** The HELP subcommand of {@code container} with these subcommands. */
    static CommandSpec of(String container, CommandGroup group, List<CommandSpec> subcommands) {
        List<String> names = subcommands.stream().map(spec -> spec.name().substring(container.length() + 1).toUpperCase(Locale.ROOT)).sorted().toList();
        String head = container.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:";
        return CommandSpec.of(container + "|help", 2, 0, 0, 0, group, "loading stale", context -> {
            ReplyBuffer reply = context.reply();
            reply.arrayHeader(names.size() + 3);
            reply.simple(head);
            for (String name : names) reply.simple(name);
            reply.simple("HELP");
            reply.simple("    Prints this help.");
        });
    }
}
