package io.headwater.hub.cli;

import io.headwater.hub.role.ArchiveOptions;
import io.headwater.hub.role.SnapshotRole;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater backup run}. */
@Command(
        name = "run",
        description = "Write a snapshot of every shard, as of now, into the archive; no node is involved.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup run",
            "  headwater backup run --store file:/backup/headwater --kafka localhost:9092 --json"
        })
final class BackupRunCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive (default: what --dir holds).")
    @Nullable String store;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        return SnapshotRole.run(new ArchiveOptions(cluster.addressWithKafka(), cluster.store(store), null), json, System.out);
    }
}
