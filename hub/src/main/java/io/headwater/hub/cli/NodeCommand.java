package io.headwater.hub.cli;

import io.headwater.hub.role.ClusterAddress;
import io.headwater.hub.role.NodeOptions;
import io.headwater.hub.role.NodeOptions.Role;
import io.headwater.hub.role.NodeRole;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater node}. */
@Command(
        name = "node",
        description = "Run one cache node. Without --kafka it is a plain cache with its binlog.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater node --port 6379 --dir /var/lib/headwater",
            "  headwater node redis.conf --maxmemory 1gb --durability disk",
            "  headwater node --port 6379 --dir n0 --kafka localhost:9092 --registry http://localhost:8081",
            "  headwater node --port 6380 --dir n1 --kafka localhost:9092 --registry http://localhost:8081 --role replica",
            "  headwater node --port 6381 --dir n2 --kafka localhost:9092 --registry http://localhost:8081 --role standby",
            "",
            "Directives of redis.conf work in the file and as --name value, as with redis-server."
        })
final class NodeCommand implements Callable<Integer> {
    private static final int MOST_SHARDS = 1024;

    @Mixin Help help = new Help();

    @Option(names = "--port", paramLabel = "P", description = "Port for clients (default: 6379).")
    @Nullable String port;

    @Option(names = "--dir", paramLabel = "DIR", description = "Directory of binlog and bases, Redis's `dir` (default: the working directory).")
    @Nullable Path directory;

    @Option(names = "--kafka", paramLabel = "H:P", description = "Bootstrap address of Kafka, where the binlog goes.")
    @Nullable String kafka;

    @Option(names = "--registry", paramLabel = "URL", description = "URL of the schema registry; needed with --kafka.")
    @Nullable String registry;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = ClusterOptions.DEFAULT_CLUSTER,
            description = "Name of the cluster, prefix of its topics (default: ${DEFAULT-VALUE}).")
    String cluster = ClusterOptions.DEFAULT_CLUSTER;

    @Option(names = "--shard", paramLabel = "N", defaultValue = "0", description = "This node's shard, from 0 (default: ${DEFAULT-VALUE}).")
    int shard;

    @Option(names = "--shards", paramLabel = "N", defaultValue = "1", description = "Number of shards; more than 1 needs Kafka (default: ${DEFAULT-VALUE}).")
    int shards = 1;

    @Option(
            names = "--role",
            paramLabel = "primary|replica|standby",
            defaultValue = "primary",
            description = "What the node is started as; a standby takes over when the primary falls silent (default: ${DEFAULT-VALUE}).")
    Role role = Role.primary;

    @Option(names = "--priority", paramLabel = "N", description = "Among a shard's standbys, 0 takes over first (default: 0).")
    @Nullable Integer priority;

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "Archive whose newest snapshot a node without state starts from: file:DIRECTORY or s3://BUCKET/PREFIX; needs --kafka.")
    @Nullable String store;

    @Option(names = "--durability", paramLabel = "async|disk|log", description = "What the reply to a write waits for (default: async).")
    @Nullable String durability;

    /** Directives of redis.conf, as {@link NodeArguments} hands them over. */
    @Option(names = NodeArguments.DIRECTIVE_OPTION, hidden = true)
    List<String> directives = new ArrayList<>();

    @Parameters(index = "0", arity = "0..1", paramLabel = "redis.conf", description = "A configuration file with directives of Redis.")
    @Nullable Path configFile;

    NodeOptions options() {
        UpCommand.requireRange("--shards", shards, 1, MOST_SHARDS);
        UpCommand.requireRange("--shard", shard, 0, shards - 1);
        if (kafka != null && registry == null) {
            throw usage("--kafka needs a schema registry", "add --registry URL");
        }
        if (kafka == null && registry != null) {
            throw usage("--registry without --kafka has no use", "add --kafka HOST:PORT, or leave --registry out");
        }
        if (kafka == null && store != null) {
            throw usage("--store without --kafka has no use", "add --kafka HOST:PORT and --registry URL, or leave --store out");
        }
        if (kafka == null && (shards > 1 || role != Role.primary)) {
            throw usage((shards > 1 ? "--shards " + shards : "--role " + role) + " needs Kafka", "add --kafka HOST:PORT and --registry URL");
        }
        return new NodeOptions(
                new ClusterAddress(
                        cluster,
                        kafka == null ? null : Addresses.kafka(kafka),
                        registry == null ? null : Addresses.registry(registry)),
                shard,
                shards,
                role,
                store == null ? null : Addresses.store(store),
                configFile,
                allDirectives());
    }

    private List<String> allDirectives() {
        List<String> all = new ArrayList<>(directives);
        if (port != null) {
            all.add("port " + Addresses.port(port));
        }
        if (directory != null) {
            all.add("dir " + NodeArguments.quoted(directory.toString()));
        }
        if (priority != null) {
            all.add("priority " + priority);
        }
        if (durability != null) {
            all.add("durability " + durability);
        }
        return all;
    }

    @Override
    public Integer call() {
        return NodeRole.run(options());
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
