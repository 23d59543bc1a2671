package io.headwater.hub.cli;

import io.headwater.hub.role.ArchiveOptions;
import io.headwater.hub.role.ArchiveRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater archive}. */
@Command(
        name = "archive",
        description = "Copy the binlog of every shard into an archive, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater archive --store file:/backup/headwater",
            "  headwater archive --store file:/backup/headwater --kafka localhost:9092 --registry http://localhost:8081"
        })
final class ArchiveCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", required = true, description = "The archive: file:DIRECTORY.")
    String store = "";

    ArchiveOptions options() {
        return new ArchiveOptions(cluster.addressWithKafka(), Addresses.store(store));
    }

    @Override
    public Integer call() {
        return ArchiveRole.run(options());
    }
}
