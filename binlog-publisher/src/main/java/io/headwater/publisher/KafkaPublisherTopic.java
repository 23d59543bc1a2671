package io.headwater.publisher;

import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The shard's topic in Kafka. */
final class KafkaPublisherTopic implements PublisherTopic {
    /** Nothing but the retention gate trims the log; and a shard's clock may run ahead of the broker's. */
    private static final Map<String, String> CONFIG = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG, "-1",
            TopicConfig.RETENTION_BYTES_CONFIG, "-1",
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(1024 * 1024 + 12));

    private final KafkaAccess access;
    private final LogReader logs;
    private final int shard;

    KafkaPublisherTopic(KafkaAccess access, LogReader logs, int shard) {
        this.access = access;
        this.logs = logs;
        this.shard = shard;
    }

    /** Creates the topic if it is not there. */
    void ensure() {
        if (logs.topic(shard).isEmpty()) {
            access.createTopic(name(), CONFIG);
        }
    }

    @Override
    public String name() {
        return logs.topicName(shard);
    }

    @Override
    public ShardReader open(KafkaNote from) {
        return logs.open(shard, from);
    }

    @Override
    public TopicAppender appender() {
        return new KafkaTopicAppender(access, name());
    }
}
