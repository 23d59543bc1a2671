package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.archive.store.ObjectStores;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.hub.Exit;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.restore.replicate.ReplicateRequest;
import io.headwater.restore.replicate.Replicator;
import io.headwater.schemas.HeadwaterException;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater replicate}. */
public final class ReplicateRole {
    private ReplicateRole() {}

    /**
     * Feeds the target until the process is asked to stop.
     *
     * @return the exit code
     */
    public static int run(ReplicateOptions options) {
        ClusterAddress cluster = options.cluster();
        String registryUrl = cluster.registry();
        if (registryUrl == null) {
            throw new HeadwaterException("no schema registry is known", "add --registry URL", HeadwaterException.EXIT_USAGE);
        }
        try (var access = new KafkaAccess(requireNonNull(cluster.kafka()), "headwater-replicate")) {
            var registry = new RegistryAdapter(registryUrl);
            var reader = new LogReader(access, registry, cluster.name());
            try (var directory = KafkaClusterDirectory.open(access, registry, cluster.name())) {
                int shard = shard(options.shard(), directory.map().shards());
                try (var replicator = new Replicator(
                        request(options, shard),
                        snapshots(options.store(), cluster.name(), reader),
                        note -> reader.open(shard, note),
                        directory)) {
                    Exit.onSignal(replicator::close);
                    replicator.run();
                    return 0;
                }
            }
        }
    }

    private static int shard(@Nullable Integer wanted, int shards) {
        if (shards == 0) {
            throw new HeadwaterException(
                    "no node of the cluster has ever started", "check --cluster and --kafka", HeadwaterException.EXIT_UNAVAILABLE);
        }
        if (wanted == null && shards > 1 || wanted != null && wanted >= shards) {
            throw new HeadwaterException(
                    wanted == null ? "a target takes one shard, and the cluster has " + shards : "there is no shard " + wanted + " of " + shards,
                    "run one command for each shard, each with --shard N and a target of its own",
                    HeadwaterException.EXIT_USAGE);
        }
        return wanted == null ? 0 : wanted;
    }

    private static BaseSource snapshots(@Nullable String store, String cluster, LogReader reader) {
        return store == null ? BaseSource.NONE : new LogSnapshots(ObjectStores.open(store), cluster, reader);
    }

    private static ReplicateRequest request(ReplicateOptions options, int shard) {
        String host = options.target().getHost();
        int port = options.target().getPort();
        TargetLogin login = TargetLogin.of(options.target(), System.getenv(TargetLogin.PASSWORD));
        String name = options.name() != null ? options.name() : "target-" + shard + "-" + host + "-" + port;
        return new ReplicateRequest(name, options.cluster().name(), shard, host, port, login.user(), login.password(), options.replace());
    }
}
