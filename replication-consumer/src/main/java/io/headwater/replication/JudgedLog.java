package io.headwater.replication;

import io.headwater.replication.TopicReader.TopicEnd;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.time.Duration;
import java.util.List;

/** A shard's valid records in the order of the log, wherever they are kept by now. One thread. */
public interface JudgedLog extends AutoCloseable {
    /**
     * Returns the valid records that follow, waiting up to the timeout for the first. Empty when none came.
     *
     * @throws HeadwaterException if the log has a gap, cannot be read any further, or holds what this version cannot read
     */
    List<JudgedRecord> poll(Duration timeout);

    /** The position behind which the reading began. */
    Position beginsAfter();

    /** The position of the last record that was handed on. */
    Position position();

    /** The offset in the topic of the next record, or of one before it. */
    long nextOffset();

    /** The topic must keep everything from this offset on for the reading to go on. */
    long neededOffset();

    /**
     * Asks the leader for the topic's end.
     *
     * @throws LogUnavailableException if it does not answer in time
     */
    TopicEnd end();

    @Override
    void close();
}
