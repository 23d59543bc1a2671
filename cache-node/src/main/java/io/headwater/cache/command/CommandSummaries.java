package io.headwater.cache.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** One line on each command, read from a resource when it is first asked for. */
final class CommandSummaries {
    private static final String RESOURCE = "summaries.properties";

    private final Properties summaryByName = new Properties();

    private CommandSummaries() {
        try (InputStream in = CommandSummaries.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + RESOURCE);
            summaryByName.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What the command does; a subcommand is named only. */
    static String of(CommandSpec spec) {
        String summary = Holder.INSTANCE.summaryByName.getProperty(spec.name());
        return summary == null ? spec.name().replace('|', ' ') : summary;
    }

    /** Loads on first use. */
    private static final class Holder {
        static final CommandSummaries INSTANCE = new CommandSummaries();
    }
}
