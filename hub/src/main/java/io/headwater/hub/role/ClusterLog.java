package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.archive.KafkaShardTopics;
import io.headwater.archive.ShardTopics;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.publisher.NewCluster;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.LogReader;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.RegistryAdapter;
import io.headwater.restore.publish.RunningCluster;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster's log in Kafka, for commands that read it and end. Any thread. */
final class ClusterLog implements RunningCluster, AutoCloseable {
    /** A person waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaAccess access;
    private final String cluster;
    private final LogReader reader;
    private final @Nullable RegistryAdapter registry;

    private ClusterLog(KafkaAccess access, String cluster, @Nullable RegistryAdapter registry) {
        this.access = access;
        this.cluster = cluster;
        this.registry = registry;
        this.reader = new LogReader(access, registry, cluster);
    }

    /** Connects to nothing yet. */
    static ClusterLog of(ClusterAddress address, String command) {
        String url = address.registry();
        return new ClusterLog(
                new KafkaAccess(requireNonNull(address.kafka()), "headwater-" + command, PATIENCE),
                address.name(),
                url == null ? null : new RegistryAdapter(url));
    }

    LogReader reader() {
        return reader;
    }

    ShardTopics topics() {
        return new KafkaShardTopics(reader);
    }

    RecordSchemas schemas() {
        return new RecordSchemas(registry);
    }

    /**
     * How many shards the cluster has.
     *
     * @throws HeadwaterException if no node of it has ever started, or Kafka is out of reach
     */
    int shards() {
        return directory().shards();
    }

    /**
     * What the cluster's nodes know of each other.
     *
     * @throws HeadwaterException if no node of it has ever started, or Kafka is out of reach
     */
    ClusterMap directory() {
        ClusterMap map = KafkaClusterDirectory.read(access, cluster);
        if (map.shards() == 0 && map.branch() != null) {
            throw new HeadwaterException(
                    "the cluster " + cluster + " is a restore of " + map.branch().source() + " that is not complete: it is under way, or was interrupted",
                    "run `headwater restore --new-cluster " + cluster + "` again: it replaces what is there",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        if (map.shards() == 0) {
            throw new HeadwaterException(
                    "no node of the cluster " + cluster + " has ever used Kafka at " + access.bootstrapServers(),
                    "check --cluster and --kafka",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        return map;
    }

    @Override
    public List<HostPort> primaries() {
        ClusterMap map = directory();
        List<HostPort> primaries = new ArrayList<>();
        for (int i = 0; i < map.shards(); i++) {
            int shard = i;
            primaries.add(map.primaries().stream()
                    .filter(primary -> primary.shard() == shard)
                    .findFirst()
                    .map(primary -> HostPort.of(primary.address()))
                    .orElseThrow(() -> new HeadwaterException(
                            "shard " + shard + " of cluster " + cluster + " has no primary", "start one", HeadwaterException.EXIT_UNAVAILABLE)));
        }
        return primaries;
    }

    @Override
    public NewCluster newCluster(String name, long nowMs) {
        if (registry == null) {
            throw new HeadwaterException("a new cluster needs the schema registry", "add --registry URL", HeadwaterException.EXIT_USAGE);
        }
        return new NewCluster(access, registry, name, new SecureRandom(), nowMs);
    }

    @Override
    public void close() {
        access.close();
    }
}
