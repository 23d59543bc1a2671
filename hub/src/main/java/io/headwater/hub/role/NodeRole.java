package io.headwater.hub.role;

import io.headwater.archive.KafkaShardTopics;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.ObjectStores;
import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.NodeLife;
import io.headwater.cache.node.NodePorts;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.hub.Exit;
import io.headwater.publisher.LeaseTimings;
import io.headwater.publisher.LogAgent;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.LogReader;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.RegistryAdapter;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@code headwater node}: gives a cache node what lies outside of it, the log above all. */
public final class NodeRole {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

    private NodeRole() {}

    /**
     * Runs until the node is stopped.
     *
     * @return the exit code
     * @throws io.headwater.schemas.HeadwaterException if it cannot start, or ends by a fault
     */
    public static int run(NodeOptions options) {
        ClusterAddress cluster = options.cluster();
        boolean hasLog = cluster.kafka() != null;
        var place = new NodePlace(cluster.name(), options.shard(), options.shards(), role(options), hasLog);
        NodeConfig config = NodeConfig.read(place, options.configFile(), options.directives());
        if (!hasLog) {
            return serve(config, () -> new NodePorts(null, null, new BaseProcess(BaseSource.NONE), LOG::info));
        }
        String name = "headwater-" + options.role() + "-" + options.shard();
        try (var access = new KafkaAccess(Objects.requireNonNull(cluster.kafka()), name)) {
            return serve(config, () -> ports(config, options, access));
        }
    }

    private static NodePlace.Role role(NodeOptions options) {
        return switch (options.role()) {
            case primary -> NodePlace.Role.PRIMARY;
            case replica -> NodePlace.Role.REPLICA;
            case standby -> NodePlace.Role.STANDBY;
        };
    }

    /** What one life of the node gets. */
    private static NodePorts ports(NodeConfig config, NodeOptions options, KafkaAccess access) {
        String cluster = options.cluster().name();
        var registry = new RegistryAdapter(Objects.requireNonNull(options.cluster().registry()));
        ClusterDirectory directory = KafkaClusterDirectory.open(access, registry, cluster);
        var log = new LogAgent(access, registry, cluster, options.shard(), config.failover(), config.priority(), LeaseTimings.of(config.lease()));
        String url = options.store();
        if (url == null) {
            return new NodePorts(log, directory, new BaseProcess(BaseSource.NONE), LOG::info);
        }
        ObjectStore store = ObjectStores.open(url);
        LogReader reader = new LogReader(access, registry, cluster);
        var older = new ArchivedVersions(store, cluster, new KafkaShardTopics(reader), () -> new RecordSchemas(registry), options.shards());
        return new NodePorts(log, directory, new BaseProcess(new LogSnapshots(store, cluster, reader)), older, LOG::info);
    }

    private static int serve(NodeConfig config, Supplier<NodePorts> ports) {
        try (NodeLife life = NodeLife.start(config, ports)) {
            Exit.onSignal(life::close);
            life.awaitTermination();
            return 0;
        }
    }
}
