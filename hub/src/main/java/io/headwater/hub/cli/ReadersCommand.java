package io.headwater.hub.cli;

import io.headwater.hub.role.ReadersRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater readers}. */
@Command(
        name = "readers",
        description = "List the registered readers of the cluster's logs: what the log must keep, and for whom.",
        subcommands = ReadersCommand.Remove.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater readers",
            "  headwater readers --kafka localhost:9092 --json",
            "  headwater readers remove NAME                a reader that will not come back"
        })
final class ReadersCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        return ReadersRole.list(cluster.addressWithKafka(), json, System.out);
    }

    /** {@code headwater readers remove}. */
    @Command(
            name = "remove",
            description = "Forget a reader, so that the log keeps nothing for it any more.",
            footerHeading = "%nExamples:%n",
            footer = "  headwater readers remove archiver-0-5f3a")
    static final class Remove implements Callable<Integer> {
        @Mixin Help help = new Help();

        @Mixin ClusterOptions cluster = new ClusterOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "The reader's name.")
        String name = "";

        @Override
        public Integer call() {
            return ReadersRole.remove(cluster.addressWithKafka(), name, System.out);
        }
    }
}
