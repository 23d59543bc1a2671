package io.headwater.publisher;

import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;

/** A simulated topic as one process reaches it. */
final class LinkedTopic implements ShardTopic {
    private final SimulatedTopic topic;
    private final SimulatedLink link;

    LinkedTopic(SimulatedTopic topic, SimulatedLink link) {
        this.topic = topic;
        this.link = link;
    }

    @Override
    public String name() {
        return topic.name();
    }

    @Override
    public boolean exists() {
        topic.requireThere(link);
        return topic.exists();
    }

    @Override
    public void create() {
        topic.requireThere(link);
        topic.create();
    }

    @Override
    public int schemaId() {
        return topic.schemaId();
    }

    @Override
    public ShardReader open(KafkaNote from) {
        return topic.open(from, link);
    }

    @Override
    public TopicAppender appender() {
        topic.requireThere(link);
        return topic.appender(link);
    }
}
