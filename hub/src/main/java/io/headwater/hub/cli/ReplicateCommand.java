package io.headwater.hub.cli;

import io.headwater.hub.role.ReplicateOptions;
import io.headwater.hub.role.ReplicateRole;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater replicate}. */
@Command(
        name = "replicate",
        description = "Feed a stock Redis or Valkey with a shard's log, until Ctrl-C; it goes on where the target says it was.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater replicate --target redis://localhost:6390",
            "  headwater replicate --target redis://:password@cache:6379 --store file:/backup/headwater --kafka localhost:9092 --registry http://localhost:8081",
            "  headwater replicate --target redis://localhost:6390 --replace   what the target holds is removed first"
        })
final class ReplicateCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--target", paramLabel = "redis://H:P", required = true, description = "The server; it must be empty, or fed before.")
    String target = "";

    @Option(names = "--shard", paramLabel = "N", description = "Which shard; needed if there are several.")
    @Nullable Integer shard;

    @Option(names = "--name", paramLabel = "NAME", description = "Name under which the log keeps what the target lacks (default: made of its address).")
    @Nullable String name;

    @Option(names = "--store", paramLabel = "URL", description = "Archive whose newest snapshot an empty target starts from: file:DIRECTORY or s3://BUCKET/PREFIX (default: what --dir holds).")
    @Nullable String store;

    @Option(names = "--replace", description = "The target may hold keys; they are removed first.")
    boolean replace;

    ReplicateOptions options() {
        Integer wanted = shard;
        if (wanted != null && wanted < 0) {
            throw new HeadwaterException(
                    "--shard " + wanted + " is not a shard", "shards are numbered from 0", HeadwaterException.EXIT_USAGE);
        }
        return new ReplicateOptions(
                cluster.addressWithKafka(), cluster.storeIfKnown(store), wanted, Addresses.redis(target), name, replace);
    }

    @Override
    public Integer call() {
        return ReplicateRole.run(options());
    }
}
