package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import java.util.function.Consumer;

/**
 * The shard's log as a primary needs it: a port of the node, implemented by the publisher. One instance serves one start of one
 * primary.
 */
public interface PrimaryLog extends AutoCloseable {
    /**
     * Makes this node the shard's primary, on the start thread: reads the topic to its end, hands over valid batches that the directory lacks, waits
     * until no other primary is heard, publishes the directory's own tail, claims, and returns once the own claim was read back.
     *
     * @param local the node's directory and keyspace
     * @param clock starts the shard clock after the last valid record, given that record's time
     * @param progress one line for each step that takes time
     * @throws HeadwaterException if another primary lives, the tail belongs to a lost epoch, the topic ends before the oldest
     *     local segment, or Kafka or the registry cannot be used
     */
    Leadership lead(LocalLog local, ClockStarter clock, Consumer<String> progress);

    /**
     * Starts publishing what the binlog holds beyond the log's end. Called once, after {@link #lead}.
     *
     * @param deposed called once, from the publisher's thread, if a foreign claim takes effect or the log contradicts the binlog
     */
    void serve(Consumer<HeadwaterException> deposed);

    /** Who hears, on the publisher's thread and without delaying it, that {@link LogProgress#committedLsn} has advanced. */
    default void whenCommitted(Runnable advanced) {}

    /** Frames up to the lsn can be read in the binlog. From the binlog thread; returns at once. */
    void appended(long lsn);

    /** Offers a heartbeat, from the writer thread; dropped while anything older waits to be published. Returns at once. */
    void heartbeat(byte[] record, long lsn);

    /** How far the log has come; from any thread. */
    LogProgress progress();

    /** Whether this node may still answer for the shard; from any thread, at the cost of a volatile read and a look at the clock. */
    default boolean holdsLease() {
        return true;
    }

    /** Publishes what is left for at most a few seconds, notes the position, and releases everything. */
    @Override
    void close();

    /** Starts the shard clock. */
    @FunctionalInterface
    interface ClockStarter {
        ShardClock start(long lastRecordMs);
    }

    /**
     * The epoch that this node leads.
     *
     * @param stamp stamps its records; owned by the writer thread from here on
     * @param clock the clock that gave the claim its time; owned by the writer thread from here on
     */
    record Leadership(RecordStamp stamp, ShardClock clock) {}

    /**
     * How far the log has come.
     *
     * @param epoch of this primary
     * @param committedLsn the last lsn that the log holds
     * @param backlogBytes bytes of the binlog beyond it, about
     * @param connected whether the last exchange with Kafka succeeded
     */
    record LogProgress(long epoch, long committedLsn, long backlogBytes, boolean connected) {}
}
