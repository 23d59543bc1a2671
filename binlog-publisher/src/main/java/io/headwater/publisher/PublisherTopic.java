package io.headwater.publisher;

import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;

/** The shard's topic, as a primary uses it: Kafka, or a simulation. */
interface PublisherTopic {
    /** The topic's name. */
    String name();

    /**
     * Opens the topic for reading from its leader.
     *
     * @throws io.headwater.schemas.HeadwaterException if the topic is not the one that the note speaks of, or cannot be reached
     */
    ShardReader open(KafkaNote from);

    /**
     * A new appender.
     *
     * @throws io.headwater.replication.LogUnavailableException if Kafka cannot be reached
     */
    TopicAppender appender();
}
