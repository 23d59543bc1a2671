package io.headwater.hub.cli;

import io.headwater.archive.replay.Routes;
import io.headwater.hub.role.HistoryRole;
import io.headwater.restore.history.KeyHistory.Question;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater history}. */
@Command(
        name = "history",
        description = "Show what a key held, since when, and who wrote it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater history user:1",
            "  headwater history user:1 --from '2h ago' --limit 100 --json"
        })
final class HistoryCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 100_000;

    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive: file:DIRECTORY (default: what --dir holds).")
    @Nullable String store;

    @Parameters(paramLabel = "KEY", description = "The key, in UTF-8.")
    String key = "";

    @Option(names = "--db", paramLabel = "N", defaultValue = "0", description = "The key's database (default: ${DEFAULT-VALUE}).")
    int database;

    @Option(names = "--from", paramLabel = "TIME", description = "Only versions from then on (default: as far back as the log goes).")
    @Nullable TimeArgument from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only versions up to then (default: latest).")
    @Nullable TimeArgument to;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "The newest so many (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw PointOptions.usage("--limit " + limit + " is out of range", "give a number from 1 to " + MAX_LIMIT);
        }
        if (database < 0 || database > 1023) {
            throw PointOptions.usage("--db " + database + " is no database", "give a number from 0 on");
        }
        Question question = new Question(
                database,
                key.getBytes(StandardCharsets.UTF_8),
                from == null ? 0 : from.timeMs(),
                to == null ? Routes.LATEST : to.timeMs(),
                limit);
        return HistoryRole.run(cluster.address(), cluster.store(store), question, json);
    }
}
