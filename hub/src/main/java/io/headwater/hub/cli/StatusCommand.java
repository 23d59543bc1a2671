package io.headwater.hub.cli;

import io.headwater.hub.role.StatusRole;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater status}. */
@Command(
        name = "status",
        description = "Show who leads each shard, and how far everybody else is behind.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater status                             the cluster of ./data",
            "  headwater status --kafka localhost:9092 --json",
            "",
            "Exit code 0: every shard has a primary that answers. 3: one has none, or Kafka is out of reach."
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive, for what is proven of it (default: what --dir holds).")
    @Nullable String store;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        return StatusRole.run(cluster.addressWithKafka(), cluster.storeIfKnown(store), json, System.out);
    }
}
