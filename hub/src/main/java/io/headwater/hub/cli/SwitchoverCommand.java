package io.headwater.hub.cli;

import io.headwater.hub.role.SwitchoverRole;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater switchover}. */
@Command(
        name = "switchover",
        description = "Have a standby take over from the primary; clients wait for a moment and stay connected.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater switchover                         every shard, one after the other",
            "  headwater switchover --shard 0 --timeout 2000",
            "",
            "Exit code 0: done. 3: refused (no standby is there and close behind) or not confirmed in time."
        })
final class SwitchoverCommand implements Callable<Integer> {
    private static final int MAX_TIMEOUT_MS = 60_000;

    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--shard", paramLabel = "N", description = "Only this shard (default: all).")
    @Nullable Integer shard;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "5000",
            description = "For so long at most clients wait before the old primary lets them go on (default: ${DEFAULT-VALUE} ms).")
    int timeoutMs = 5000;

    @Override
    public Integer call() {
        if (timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
            throw new HeadwaterException(
                    "--timeout " + timeoutMs + " is out of range", "give milliseconds from 1 to " + MAX_TIMEOUT_MS, HeadwaterException.EXIT_USAGE);
        }
        Integer wanted = shard;
        if (wanted != null && wanted < 0) {
            throw new HeadwaterException("--shard " + wanted + " is not a shard", "shards are numbered from 0", HeadwaterException.EXIT_USAGE);
        }
        return SwitchoverRole.run(cluster.addressWithKafka(), wanted, timeoutMs, System.out);
    }
}
