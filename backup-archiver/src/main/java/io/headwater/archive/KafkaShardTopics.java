package io.headwater.archive;

import io.headwater.replication.LogReader;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.Optional;

/** A cluster's topics in Kafka. */
public final class KafkaShardTopics implements ShardTopics {
    private final LogReader reader;

    public KafkaShardTopics(LogReader reader) {
        this.reader = reader;
    }

    @Override
    public Optional<TopicReader> open(int shard) {
        return reader.topic(shard).isEmpty()
                ? Optional.empty()
                : Optional.of(reader.open(shard, KafkaNote.NONE).topic());
    }
}
