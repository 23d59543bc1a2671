package io.headwater.hub.cli;

import io.headwater.hub.role.ArchiveOptions;
import io.headwater.hub.role.SnapshotRole;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater snapshot}: the older name of {@code headwater backup run}. */
@Command(
        name = "snapshot",
        description = "Write a snapshot of every shard, as of now, into an archive; no node is involved.",
        footerHeading = "%nExamples:%n",
        footer = {"  headwater snapshot --store file:/backup/headwater"})
final class SnapshotCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive: file:DIRECTORY or s3://BUCKET/PREFIX (default: what --dir holds).")
    @Nullable String store;

    ArchiveOptions options() {
        return new ArchiveOptions(cluster.addressWithKafka(), cluster.store(store), null);
    }

    @Override
    public Integer call() {
        return SnapshotRole.run(options(), false, System.out);
    }
}
