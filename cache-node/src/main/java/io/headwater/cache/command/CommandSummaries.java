package io.headwater.cache.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** One line on each command, read from a resource when the command table is built: no command waits for a file. */
final class CommandSummaries {
    private static final String RESOURCE = "summaries.properties";
    private static final Properties SUMMARY_BY_NAME = read();

    private CommandSummaries() {}

    /** Reads the summaries, unless that was done before. */
    static void load() {
        if (SUMMARY_BY_NAME.isEmpty()) throw new IllegalStateException(RESOURCE + " is empty");
    }

    private static Properties read() {
        Properties summaries = new Properties();
        try (InputStream in = CommandSummaries.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + RESOURCE);
            summaries.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return summaries;
    }

    /** What the command does; a subcommand is named only. */
    static String of(CommandSpec spec) {
        String summary = SUMMARY_BY_NAME.getProperty(spec.name());
        return summary == null ? spec.name().replace('|', ' ') : summary;
    }
}
