package io.headwater.cache.node;

import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;

/**
 * The shard's log as any node of it needs it, whatever its role: a port of the node, implemented by the publisher's agent. Every node starts as a follower of the
 * log; that it leads is an event. One instance serves one start of one node.
 */
public interface ShardLog extends AutoCloseable {
    /**
     * Follows the log from where the directory ends, on a thread of its own, and claims when the ambition and the log's rules allow it.
     *
     * @param clock starts the shard clock of an epoch, given the time of the last valid record
     */
    void start(LocalLog local, Ambition ambition, ClockStarter clock, Events events);

    /** Frames up to the lsn can be read in the binlog. From the binlog thread; returns at once. */
    void appended(long lsn);

    /** Offers a heartbeat, from the writer thread; dropped while anything older waits to be published. Returns at once. */
    void heartbeat(byte[] record, long lsn);

    /** How far the log has come and who leads; from any thread. */
    Progress progress();

    /**
     * Until when this node may answer as primary, on the scale of {@link System#nanoTime}; compare by subtraction. In the past unless it leads. Without a
     * lease to keep ({@link FailoverMode#MANUAL}) as far ahead as that scale allows for as long as it leads. From any thread, at the cost of a volatile read.
     */
    long leaseUntilNanos();

    /** Whether this node may answer as primary at this moment, by the clock that gives the lease. From any thread, at the cost of a look at it. */
    default boolean holdsLease() {
        return leaseUntilNanos() - System.nanoTime() > 0;
    }

    /** An operator's claim: made after the usual wait, whatever the mode of the current one. From any thread; returns at once. */
    void claim();

    /**
     * Hands over: ends the lease for good, and publishes what is left with the hand-over marker as its last entry. {@link Events#released} follows, or
     * {@link Events#leading} with a new epoch if no successor came. From the writer thread, which has stopped writes; returns at once.
     *
     * @param markerLsn the lsn of the marker
     */
    void handOver(long markerLsn);

    /** Publishes what is left for at most a few seconds if this node leads, notes the position, and releases everything. */
    @Override
    void close();

    /** Starts the shard clock. */
    @FunctionalInterface
    interface ClockStarter {
        /** A clock that begins after the time of the last valid record, ms since 1970; has no other effect. */
        ShardClock start(long lastRecordMs);
    }

    /**
     * The epoch that this node leads.
     *
     * @param stamp stamps its records; owned by the writer thread from here on
     * @param clock the clock that gave the claim its time; owned by the writer thread from here on
     */
    record Leadership(RecordStamp stamp, ShardClock clock) {}

    /** What a node may become. */
    enum Ambition {
        /** A replica: never claims but for an operator. */
        NEVER,
        /** Claims when the primary falls silent or hands over. */
        STANDBY,
        /** Claims at its start if nobody else leads or it led last; otherwise as a standby. */
        PRIMARY
    }

    /** What the agent tells, on its own thread and in the order of the log. Calls may block: that is the backpressure. */
    interface Events {
        /**
         * A valid batch or chunk; the directory may have it already.
         *
         * @param payload the Avro bytes; the callee may keep the array
         */
        void record(byte[] payload, int offset, int length);

        /** Everything handed over so far is the log's prefix that the note describes. */
        void advanced(KafkaNote note);

        /** A valid record without entries, with its time in ms since 1970. */
        void heartbeat(long timeMs);

        /** All that the topic held at the start has been handed over. Once. */
        void caughtUp();

        /** This node's claim took effect and was read back: it leads from here on, behind everything handed over before. */
        void leading(Leadership leadership);

        /** Another node's claim took effect. */
        void ledBy(String node, String address, long epoch);

        /**
         * The log went on without frames that the directory holds, or without this node as its primary: the node must end and start anew.
         *
         * @param by what the filter knew behind the claim that did it
         * @param lastValidLsn the directory's frames of earlier epochs are valid up to here
         */
        void deposed(FilterState by, long lastValidLsn);

        /** The log holds everything up to the lsn, and {@link #progress} says so already: while this node leads, as often as that advances. Returns at once. */
        default void committed(long lsn) {}

        /** The hand-over marker is in the log: this node follows again, and its directory is the log's prefix. */
        void released();

        /** The agent has stopped for good. */
        void failed(HeadwaterException reason);
    }

    /** The agent's state as others see it. */
    enum State {
        /** Reads the log. */
        FOLLOWING,
        /** Brings the directory's own tail into the log, before a claim. */
        SETTLING,
        /** Has appended a claim, or is about to. */
        CLAIMING,
        LEADING,
        /** Has given up the lease and brings the hand-over marker into the log. */
        RELEASING,
        STOPPED
    }

    /**
     * How far the log has come, and who leads.
     *
     * @param epoch the current one; 0 before the first claim
     * @param leaderNode whose claim it is; empty before the first
     * @param leaderAddress host:port of that node for clients
     * @param mode of that claim
     * @param committedLsn the last lsn that the log is known to hold
     * @param backlogBytes bytes of the binlog beyond it, about; 0 on a follower
     * @param connected whether the last exchange with Kafka succeeded
     */
    record Progress(
            State state,
            long epoch,
            String leaderNode,
            String leaderAddress,
            FailoverMode mode,
            long committedLsn,
            long backlogBytes,
            boolean connected) {}
}
