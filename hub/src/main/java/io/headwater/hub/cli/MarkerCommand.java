package io.headwater.hub.cli;

import io.headwater.hub.role.MarkerRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater marker}. */
@Command(
        name = "marker",
        description = "Name this point of the log on every shard, so that a restore can go to it: restore --to-marker NAME.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater marker before-migration            returns when the log has it",
            "  headwater restore --to-marker before-migration --rdb before.rdb"
        })
final class MarkerCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", description = "1 to 256 bytes; a name may be used again.")
    String name = "";

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        return MarkerRole.run(cluster.addressWithKafka(), name, json, System.out);
    }
}
