package io.headwater.archive;

import io.headwater.replication.TopicReader;
import io.headwater.schemas.HeadwaterException;
import java.util.Optional;

/** Opens the topics of a cluster's shards, from their first offset on. Any thread; what it opens belongs to one thread each. */
@FunctionalInterface
public interface ShardTopics {
    /**
     * Opens a shard's topic; empty while no primary has created it.
     *
     * @throws io.headwater.replication.LogUnavailableException if Kafka cannot be reached
     */
    Optional<TopicReader> open(int shard);

    /** Stands for topics that cannot be reached: every attempt to open one fails for this reason. */
    static ShardTopics outOfReach(HeadwaterException reason) {
        return shard -> {
            throw reason;
        };
    }
}
