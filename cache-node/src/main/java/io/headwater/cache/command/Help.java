package io.headwater.cache.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** HELP of a container, in Redis's layout: Redis's own lines where it has the container, else the names of the subcommands. */
final class Help {
    private static final String RESOURCE = "help.txt";
    private static final String SECTION = "== ";
    private static final Map<String, List<String>> LINES_BY_CONTAINER = read();

    private Help() {}

    private static Map<String, List<String>> read() {
        Map<String, List<String>> linesByContainer = new HashMap<>();
        try (InputStream in = Help.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + RESOURCE);
            List<String> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
                if (line.startsWith(SECTION)) {
                    lines = new ArrayList<>();
                    linesByContainer.put(line.substring(SECTION.length()), lines);
                } else if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return linesByContainer;
    }

    /** The HELP subcommand of {@code container} with these subcommands. */
    static CommandSpec of(String container, CommandGroup group, List<CommandSpec> subcommands) {
        List<String> names = subcommands.stream().map(spec -> spec.name().substring(container.length() + 1).toUpperCase(Locale.ROOT)).sorted().toList();
        return CommandSpec.of(container + "|help", 2, 0, 0, 0, group, "loading stale", context ->
                reply(context.reply(), container, LINES_BY_CONTAINER.getOrDefault(container, names)));
    }

    /** Redis's help on a container. */
    static void reply(ReplyBuffer reply, String container) {
        reply(reply, container, LINES_BY_CONTAINER.getOrDefault(container, List.of()));
    }

    private static void reply(ReplyBuffer reply, String container, List<String> lines) {
        reply.arrayHeader(lines.size() + 3);
        reply.simple(container.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) reply.simple(line);
        reply.simple("HELP");
        reply.simple("    Prints this help.");
    }
}
