package io.headwater.hub.cli;

import io.headwater.hub.role.DiffRole;
import io.headwater.restore.request.RestorePoint;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater diff}. */
@Command(
        name = "diff",
        description = "Show which keys were created, changed and removed between two moments.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater diff --from '1 hour ago'",
            "  headwater diff --from 2026-11-20T18:00Z --to 2026-11-20T18:30Z --prefix user:",
            "  headwater diff --from marker:before-migration --to latest --samples 20 --json"
        })
final class DiffCommand implements Callable<Integer> {
    private static final int MAX_SAMPLES = 100_000;

    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive: file:DIRECTORY (default: what --dir holds).")
    @Nullable String store;

    @Option(names = "--from", paramLabel = "POINT", required = true, description = "A time, epoch:lsn with --shard, or marker:NAME.")
    @Nullable PointArgument from;

    @Option(names = "--to", paramLabel = "POINT", defaultValue = "latest", description = "Likewise (default: ${DEFAULT-VALUE}).")
    @Nullable PointArgument to;

    @Option(names = "--shard", paramLabel = "N", description = "Whose position is meant, if there are several shards.")
    @Nullable Integer shard;

    @Mixin SelectionOptions keys = new SelectionOptions();

    @Option(names = "--samples", paramLabel = "N", defaultValue = "10", description = "Keys to show of each kind (default: ${DEFAULT-VALUE}).")
    int samples = 10;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() {
        if (samples < 0 || samples > MAX_SAMPLES) {
            throw PointOptions.usage("--samples " + samples + " is out of range", "give a number from 0 to " + MAX_SAMPLES);
        }
        return DiffRole.run(cluster.address(), cluster.store(store), point(from), point(to), keys.selection(), samples, json);
    }

    private RestorePoint point(@Nullable PointArgument argument) {
        return argument == null ? RestorePoint.LATEST : argument.point(shard);
    }
}
