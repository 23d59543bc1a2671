package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;

/** A shard's valid records, for a replica: a port of the node, implemented by the log's reader. */
public interface ReplicaFeed extends AutoCloseable {
    /**
     * Starts to follow, on a thread of its own.
     *
     * @param from where the directory's state ends
     */
    void start(KafkaNote from, Sink sink);

    @Override
    void close();

    /** What the feed calls, from its one thread. Calls may block: that is the backpressure. */
    interface Sink {
        /**
         * Valid records in the order of the log.
         *
         * @param payload a batch's or chunk's Avro bytes; the callee may keep the array
         */
        void record(byte[] payload, int offset, int length);

        /** Everything handed over so far is the log's prefix that the note describes; the note goes to the binlog behind it. */
        void advanced(KafkaNote note);

        /**
         * A valid record that carries no entries was read.
         *
         * @param timeMs its time: the replica's now, if later than what it has
         */
        void heartbeat(long timeMs);

        /** All that the topic held when the feed started has been handed over. Called once. */
        void caughtUp();

        /** The feed has stopped for good. */
        void failed(HeadwaterException reason);
    }
}
