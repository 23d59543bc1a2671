package io.headwater.publisher;

import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogSchema;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The shard's topic in Kafka. One thread. */
final class KafkaShardTopic implements ShardTopic {
    /** Nothing but the retention gate trims the log; and a shard's clock may run ahead of the broker's. */
    private static final Map<String, String> CONFIG = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG, "-1",
            TopicConfig.RETENTION_BYTES_CONFIG, "-1",
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(1024 * 1024 + 12));

    private static final int UNKNOWN_ID = -1;

    private final KafkaAccess access;
    private final RegistryAdapter registry;
    private final LogReader logs;
    private final int shard;
    private int schemaId = UNKNOWN_ID;

    KafkaShardTopic(KafkaAccess access, RegistryAdapter registry, LogReader logs, int shard) {
        this.access = access;
        this.registry = registry;
        this.logs = logs;
        this.shard = shard;
    }

    @Override
    public String name() {
        return logs.topicName(shard);
    }

    @Override
    public boolean exists() {
        return logs.topic(shard).isPresent();
    }

    @Override
    public void create() {
        if (!exists()) {
            access.createTopic(name(), CONFIG);
        }
    }

    @Override
    public int schemaId() {
        if (schemaId == UNKNOWN_ID) {
            schemaId = registry.register(name(), LogSchema.LOG_RECORD_JSON);
        }
        return schemaId;
    }

    @Override
    public ShardReader open(KafkaNote from) {
        return logs.open(shard, from);
    }

    @Override
    public TopicAppender appender() {
        schemaId();
        return new KafkaTopicAppender(access, name());
    }
}
