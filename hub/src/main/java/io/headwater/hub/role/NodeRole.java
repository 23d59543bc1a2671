package io.headwater.hub.role;

import io.headwater.archive.store.ObjectStores;
import io.headwater.cache.node.CacheNode;
import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.NodePorts;
import io.headwater.cache.node.PrimaryLog;
import io.headwater.cache.node.ReplicaFeed;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.hub.Exit;
import io.headwater.publisher.LogPublisher;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.KafkaReplicaFeed;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.schemas.FailoverMode;
import java.util.Objects;
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
        boolean isPrimary = options.role() == NodeOptions.Role.primary;
        var place = new NodePlace(
                cluster.name(),
                options.shard(),
                options.shards(),
                isPrimary ? NodePlace.Role.PRIMARY : NodePlace.Role.REPLICA,
                hasLog);
        NodeConfig config = NodeConfig.read(place, options.configFile(), options.directives());
        if (!hasLog) {
            return serve(config, new NodePorts(null, null, null, new BaseProcess(BaseSource.NONE), LOG::info));
        }
        String name = "headwater-" + options.role() + "-" + options.shard();
        try (var access = new KafkaAccess(Objects.requireNonNull(cluster.kafka()), name)) {
            return serve(config, ports(options, access, isPrimary));
        }
    }

    private static NodePorts ports(NodeOptions options, KafkaAccess access, boolean isPrimary) {
        String cluster = options.cluster().name();
        var registry = new RegistryAdapter(Objects.requireNonNull(options.cluster().registry()));
        ClusterDirectory directory = KafkaClusterDirectory.open(access, registry, cluster);
        PrimaryLog log = isPrimary ? new LogPublisher(access, registry, cluster, options.shard(), FailoverMode.MANUAL) : null;
        var reader = new LogReader(access, registry, cluster);
        ReplicaFeed feed = isPrimary ? null : new KafkaReplicaFeed(reader, options.shard());
        String store = options.store();
        BaseSource snapshots = store == null ? BaseSource.NONE : new LogSnapshots(ObjectStores.open(store), cluster, reader);
        return new NodePorts(log, feed, directory, new BaseProcess(snapshots), LOG::info);
    }

    private static int serve(NodeConfig config, NodePorts ports) {
        try (CacheNode node = CacheNode.start(config, ports)) {
            Exit.onSignal(node::close);
            node.awaitTermination();
            return 0;
        }
    }
}
