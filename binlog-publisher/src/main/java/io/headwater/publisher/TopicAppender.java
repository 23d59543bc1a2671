package io.headwater.publisher;

import org.jspecify.annotations.Nullable;

/**
 * Appends records to a topic in the order in which they are handed over, many under way at once. After the first failure nothing that was handed
 * over behind the failed record is appended any more, or the log would have a hole; every later outcome is a failure too. What was under way to
 * the broker at that moment may still be appended later, or never, or twice.
 */
public interface TopicAppender extends AutoCloseable {
    /**
     * Hands a record over; its outcome is told once, in order, on any thread.
     *
     * @param value wire format prefix and Avro; belongs to the appender
     * @param timeMs the record's time, milliseconds since 1970
     */
    void append(byte[] value, long timeMs, Outcome outcome);

    /** Gives up what is under way, at once. */
    @Override
    void close();

    /** What became of a record. */
    @FunctionalInterface
    interface Outcome {
        /**
         * @param offset where the record stands; -1 if unknown
         * @param failure why nobody knows whether it stands anywhere; null if it does
         */
        void told(long offset, @Nullable Exception failure);
    }
}
