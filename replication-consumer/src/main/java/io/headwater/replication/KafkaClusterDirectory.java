package io.headwater.replication;

import io.headwater.cache.node.ClusterDirectory;
import io.headwater.schemas.ClusterRecord;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Topics;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The cluster's directory over its readers' topic. One thread reads the topic, another writes what is announced; {@link #map} answers from memory.
 */
public final class KafkaClusterDirectory implements ClusterDirectory {
    private static final Map<String, String> CONFIG = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, "compact",
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.5",
            TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 * 1024 * 1024));

    private static final Duration WAIT = Duration.ofSeconds(15);

    private final DirectoryReader reader;
    private final DirectoryWriter writer;

    private KafkaClusterDirectory(DirectoryReader reader, DirectoryWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Opens the directory, creating its topic if need be, and returns when it has been read to its end.
     *
     * @throws HeadwaterException if Kafka or the registry cannot be used
     */
    public static KafkaClusterDirectory open(KafkaAccess access, RegistryAdapter registry, String cluster) {
        String topic = Topics.readers(cluster);
        if (access.topic(topic).isEmpty()) {
            access.createTopic(topic, CONFIG);
        }
        int schemaId = registry.register(topic, ClusterRecord.SCHEMA_JSON);
        DirectoryReader reader = DirectoryReader.open(access, topic);
        try {
            reader.readToEnd(WAIT);
            reader.start();
            return new KafkaClusterDirectory(reader, new DirectoryWriter(access, topic, schemaId));
        } catch (HeadwaterException failure) {
            reader.close();
            throw failure;
        }
    }

    /**
     * Reads the directory once, creating nothing.
     *
     * @return a map of 0 shards if no node of the cluster has ever started
     * @throws HeadwaterException if Kafka cannot be used
     */
    public static ClusterMap read(KafkaAccess access, String cluster) {
        String topic = Topics.readers(cluster);
        if (access.topic(topic).isEmpty()) {
            return new DirectoryState().map(System.currentTimeMillis());
        }
        try (DirectoryReader reader = DirectoryReader.open(access, topic)) {
            reader.readToEnd(WAIT);
            return reader.map();
        }
    }

    /**
     * Reads every registration once, also of readers whose time to live is over; creates nothing.
     *
     * @throws HeadwaterException if Kafka cannot be used
     */
    public static List<Reader> readers(KafkaAccess access, String cluster) {
        String topic = Topics.readers(cluster);
        if (access.topic(topic).isEmpty()) {
            return List.of();
        }
        try (DirectoryReader reader = DirectoryReader.open(access, topic)) {
            reader.readToEnd(WAIT);
            return reader.readers();
        }
    }

    /**
     * By which times all nodes that have ever started go, read once; creates nothing.
     *
     * @throws HeadwaterException if Kafka cannot be used
     */
    public static List<Timings> timings(KafkaAccess access, String cluster) {
        String topic = Topics.readers(cluster);
        if (access.topic(topic).isEmpty()) {
            return List.of();
        }
        try (DirectoryReader reader = DirectoryReader.open(access, topic)) {
            reader.readToEnd(WAIT);
            return reader.timings();
        }
    }

    /**
     * Forgets by which times a node goes, so that others need not agree with it. It must have stopped: it is asked again only at its next start.
     *
     * @throws HeadwaterException if Kafka cannot be used
     */
    public static void removeTimings(KafkaAccess access, String cluster, Timings node) {
        DirectoryWriter.writeTombstone(access, Topics.readers(cluster), DirectoryState.timingsKey(node.shard(), node.node()));
    }

    /**
     * Forgets a reader, so that the log keeps nothing for it any more. One that is alive registers anew at its next report.
     *
     * @throws HeadwaterException if Kafka cannot be used
     */
    public static void remove(KafkaAccess access, String cluster, String reader) {
        DirectoryWriter.writeTombstone(access, Topics.readers(cluster), DirectoryState.readerKey(reader));
    }

    /** Every registered reader now, also one whose time to live is over. */
    public List<Reader> readers() {
        return reader.readers();
    }

    @Override
    public void join(int shards) {
        requireComplete(reader.map());
        int known = reader.map().shards();
        if (known == 0) {
            SecureRandom random = new SecureRandom();
            String nonce = new Timeline(random.nextLong(), random.nextLong()).toString();
            long offset = writer.writeNow(DirectoryState.shardCountKey(nonce), new ClusterRecord.ShardCount(shards));
            // Of two first nodes, the one whose record stands first has fixed the number: read past the own record, then look.
            reader.awaitOffset(offset, WAIT);
            known = reader.map().shards();
        }
        requireComplete(reader.map());
        if (known != shards) {
            throw new HeadwaterException(
                    "the cluster was created with " + known + (known == 1 ? " shard" : " shards") + ", not " + shards,
                    "use --shards " + known + ", or another --cluster name",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    private void requireComplete(ClusterMap map) {
        Branch branch = map.branch();
        if (branch != null && !branch.complete()) {
            throw new HeadwaterException(
                    "the cluster is a restore of " + branch.source() + " that is not complete: it is under way, or was interrupted",
                    "wait for `headwater restore --new-cluster`, or run it again: it replaces what is there",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
    }

    /**
     * Begins to fill a cluster by a restore, or says that it is complete; from the one to the other no node may join.
     *
     * @return the cluster now: somebody else's record may have been there before
     * @throws HeadwaterException if Kafka cannot be used
     */
    public ClusterMap announceBranch(ClusterRecord.Branch branch) {
        long offset = writer.writeNow(DirectoryState.branchKey(branch.id(), branch.isComplete()), branch);
        reader.awaitOffset(offset, WAIT);
        return reader.map();
    }

    @Override
    public void agree(Timings own) {
        List<Timings> known = reader.timings();
        own.requireAgreement(known);
        if (known.contains(own)) return; // whoever came later has compared with it
        String key = DirectoryState.timingsKey(own.shard(), own.node());
        long offset = writer.writeNow(key, new ClusterRecord.Timings(own.shard(), own.node(), own.leaseMs(), own.challengeMs()));
        // Of two that start at once, the one whose record stands second sees the other's.
        reader.awaitOffset(offset, WAIT);
        try {
            own.requireAgreement(reader.timings());
        } catch (HeadwaterException refused) {
            writer.deleteNow(key);
            throw refused;
        }
    }

    @Override
    public void announcePrimary(int shard, String node, String address, long epoch) {
        writer.write(
                DirectoryState.primaryKey(shard, node), new ClusterRecord.Primary(shard, node, address, epoch));
    }

    @Override
    public void announceReader(Reader report) {
        writer.offer(report);
    }

    @Override
    public void register(Reader report) {
        writer.registerNow(report);
    }

    @Override
    public ClusterMap map() {
        return reader.map();
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
