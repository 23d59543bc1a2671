package io.headwater.publisher;

import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;

/**
 * The shard's topic, as its agent uses it: Kafka, or a simulation. One thread. Every call may throw
 * {@link io.headwater.replication.LogUnavailableException}, but {@link #name}.
 */
public interface ShardTopic {
    /** The topic's name. */
    String name();

    /** Whether somebody has created it. */
    boolean exists();

    /** Creates it unless it is there; it may take a moment until {@link #exists} says so. */
    void create();

    /** The registry's id of the log record's schema, which every record's wire format names. */
    int schemaId();

    /**
     * Opens the topic for reading from its leader.
     *
     * @throws io.headwater.schemas.HeadwaterException if the topic is not the one that the note speaks of
     */
    ShardReader open(KafkaNote from);

    /** A new appender, ready to send. */
    TopicAppender appender();
}
