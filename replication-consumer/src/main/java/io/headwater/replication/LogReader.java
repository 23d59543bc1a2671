package io.headwater.replication;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Topics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the logs of a cluster's shards for reading. Any thread; what it opens belongs to one thread each. */
public final class LogReader {
    private final KafkaAccess access;
    private final RecordSchemas.@Nullable Lookup registry;
    private final String cluster;

    /**
     * @param registry needed only for records without a fingerprint header; may be null
     * @param cluster the first part of the topics' names
     */
    public LogReader(KafkaAccess access, RecordSchemas.@Nullable Lookup registry, String cluster) {
        this.access = access;
        this.registry = registry;
        this.cluster = cluster;
    }

    /** The name of a shard's topic. */
    public String topicName(int shard) {
        return Topics.binlog(cluster, shard);
    }

    /** A shard's topic, once a primary has created it. */
    public Optional<KafkaAccess.Topic> topic(int shard) {
        return access.topic(topicName(shard));
    }

    /**
     * Opens a shard's log.
     *
     * @param from where the caller's state ends; {@link KafkaNote#NONE} reads from offset 0
     * @throws HeadwaterException if there is no such topic, it has more than one partition, or it is not the one that the note speaks of
     */
    public ShardReader open(int shard, KafkaNote from) {
        String name = topicName(shard);
        KafkaAccess.Topic topic = topic(shard)
                .orElseThrow(() -> new HeadwaterException(
                        "there is no topic " + name + " in Kafka at " + access.bootstrapServers(),
                        "start the shard's primary first, or check --cluster",
                        HeadwaterException.EXIT_UNAVAILABLE));
        if (topic.partitions() != 1) {
            throw new HeadwaterException(
                    "topic " + name + " has " + topic.partitions() + " partitions, a shard's log has one",
                    "delete the topic and let the primary create it",
                    HeadwaterException.EXIT_CORRUPT);
        }
        TopicReader reader = new KafkaTopicReader(access, name, topic.id());
        try {
            return new ShardReader(reader, shard, new RecordSchemas(registry), from);
        } catch (HeadwaterException refused) {
            reader.close();
            throw refused;
        }
    }
}
