package io.headwater.hub.cli;

import io.headwater.hub.role.ClusterAddress;
import io.headwater.hub.up.UpState;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds a cluster: addresses, or the directory of an {@code up} that has recorded them. */
final class ClusterOptions {
    static final String DEFAULT_CLUSTER = "headwater";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Directory of `headwater up`, for addresses that are not given (default: ${DEFAULT-VALUE}).")
    Path directory = Path.of("data");

    @Option(names = "--kafka", paramLabel = "H:P", description = "Bootstrap address of Kafka.")
    @Nullable String kafka;

    @Option(names = "--registry", paramLabel = "URL", description = "URL of the schema registry (Confluent-compatible API).")
    @Nullable String registry;

    @Option(names = "--cluster", paramLabel = "NAME", description = "Name of the cluster (default: what --dir holds, else headwater).")
    @Nullable String cluster;

    /** What `up` has recorded; nothing when Kafka is named, because the rest would belong to another cluster. */
    private Optional<UpState> recorded() {
        return kafka == null ? UpState.load(directory) : Optional.empty();
    }

    /** The addresses; those that nobody knows are null. */
    ClusterAddress address() {
        Optional<UpState> state = recorded();
        return new ClusterAddress(
                cluster != null ? cluster : state.map(UpState::cluster).orElse(DEFAULT_CLUSTER),
                kafka != null ? Addresses.kafka(kafka) : state.map(UpState::kafka).orElse(null),
                registry != null ? Addresses.registry(registry) : state.map(UpState::registry).orElse(null));
    }

    /** As {@link #address()}, for a command that cannot do without Kafka. */
    ClusterAddress addressWithKafka() {
        ClusterAddress address = address();
        if (address.kafka() == null) {
            throw new HeadwaterException(
                    "no Kafka is known: " + directory + " is not a directory of `headwater up`",
                    "name it with --dir, or give --kafka HOST:PORT",
                    HeadwaterException.EXIT_USAGE);
        }
        return address;
    }

    /** The archive given, else that of the same `up` as the addresses; null if there is none. */
    @Nullable String storeIfKnown(@Nullable String given) {
        return given != null ? Addresses.store(given) : recorded().map(UpState::archive).orElse(null);
    }

    /** The archive: the one given, else the recorded one. */
    String store(@Nullable String given) {
        if (given != null) {
            return Addresses.store(given);
        }
        return UpState.load(directory).map(UpState::archive).orElseThrow(() -> new HeadwaterException(
                "no archive is known: " + directory + " is not a directory of `headwater up`",
                "name it with --dir, or give --store file:DIRECTORY or s3://BUCKET/PREFIX",
                HeadwaterException.EXIT_USAGE));
    }
}
