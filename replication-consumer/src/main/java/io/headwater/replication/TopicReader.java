package io.headwater.replication;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one topic of one partition in order, from its leader, uncommitted or not. One thread. */
public interface TopicReader extends AutoCloseable {
    /** The topic's name. */
    String topic();

    /** Kafka's id of the topic, which a topic created anew under the same name does not share. */
    String topicId();

    /** Goes to an offset; it is checked by the next {@link #poll}. */
    void seek(long offset);

    /**
     * Returns what follows, in order and without gaps, at most a few megabytes; waits up to the timeout for the first record. Empty as well while
     * the leader cannot be reached: {@link #end} tells the difference.
     *
     * @throws LogRangeException if the position lies outside the topic
     * @throws LogUnavailableException if Kafka refuses for good
     */
    List<TopicRecord> poll(Duration timeout);

    /** The offset of the oldest record that is left. */
    long beginning();

    /**
     * Asks the leader for the topic's end.
     *
     * @throws LogUnavailableException if it does not answer in time
     */
    TopicEnd end();

    @Override
    void close();

    /**
     * A record as the topic holds it.
     *
     * @param key null in a log
     * @param value wire format prefix and Avro; empty for a tombstone
     * @param fingerprint the value of the schema header, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record TopicRecord(long offset, byte @Nullable [] key, byte[] value, byte @Nullable [] fingerprint) {}

    /**
     * The end of a topic.
     *
     * @param offset one above the last record that readers may see
     * @param leaderEpoch rises with every change of the partition's leader; -1 if unknown
     */
    record TopicEnd(long offset, int leaderEpoch) {}
}
