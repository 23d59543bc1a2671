package io.headwater.hub.cli;

import io.headwater.hub.up.Up;
import io.headwater.hub.up.UpOptions;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater up}. */
@Command(
        name = "up",
        description = "Start a whole cluster on this machine: Kafka, schema registry, nodes and archiver, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater up                          a primary on 6379, a replica on 6380, all kept in ./data",
            "  headwater up --port 7000 --dir /var/lib/headwater",
            "  headwater up --standbys 1 --replicas 0  a primary on 6379, a standby on 6380",
            "  headwater up --shards 2 --replicas 0  two primaries, a Redis Cluster",
            "  headwater up --kafka broker:9092 --registry http://registry:8081"
        })
final class UpCommand implements Callable<Integer> {
    static final int MOST_SHARDS = 1024;
    private static final int MOST_REPLICAS = 64;

    @Mixin Help help = new Help();

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "6379",
            description = "Port of the first primary; the others follow (default: ${DEFAULT-VALUE}).")
    String port = "6379";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where everything is kept; a later start goes on from there (default: ${DEFAULT-VALUE}).")
    Path directory = Path.of("data");

    @Option(
            names = "--standbys",
            paramLabel = "N",
            defaultValue = "0",
            description = "Standbys of each shard; with any, one takes over by itself when the primary fails (default: ${DEFAULT-VALUE}).")
    int standbys;

    @Option(names = "--replicas", paramLabel = "N", defaultValue = "1", description = "Replicas of each shard (default: ${DEFAULT-VALUE}).")
    int replicas = 1;

    @Option(names = "--shards", paramLabel = "N", description = "Number of shards, fixed at the first start (default: what --dir holds, else 1).")
    @Nullable Integer shards;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = ClusterOptions.DEFAULT_CLUSTER,
            description = "Name of the cluster, prefix of its topics (default: ${DEFAULT-VALUE}).")
    String cluster = ClusterOptions.DEFAULT_CLUSTER;

    @Option(names = "--kafka", paramLabel = "H:P", description = "Use this Kafka instead of starting one.")
    @Nullable String kafka;

    @Option(names = "--registry", paramLabel = "URL", description = "Use this schema registry instead of starting one.")
    @Nullable String registry;

    UpOptions options() {
        Integer wantedShards = shards;
        requireRange("--standbys", standbys, 0, MOST_REPLICAS);
        requireRange("--replicas", replicas, 0, MOST_REPLICAS);
        if (wantedShards != null) {
            requireRange("--shards", wantedShards, 1, MOST_SHARDS);
        }
        return new UpOptions(
                Addresses.port(port),
                directory,
                standbys,
                replicas,
                wantedShards,
                cluster,
                kafka == null ? null : Addresses.kafka(kafka),
                registry == null ? null : Addresses.registry(registry));
    }

    @Override
    public Integer call() {
        Up.run(options(), System.out);
        return 0;
    }

    static void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new HeadwaterException(
                    option + " " + value + " is out of range",
                    "give a number from " + least + " to " + most,
                    HeadwaterException.EXIT_USAGE);
        }
    }
}
