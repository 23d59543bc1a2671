package io.headwater.publisher;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The records that one appender was given and that nobody has settled yet, in order, and what it has told about them. Owned by the publisher's thread; outcomes
 * come from the appender's. One instance lives as long as its appender, so that a closed one can still talk without being heard.
 */
final class InFlight {
    /**
     * A record under way.
     *
     * @param value wire format prefix and Avro
     * @param handedOverNanos when it was handed over, on the monotonic clock
     * @param first whether that was the first time; an earlier copy may be in the log since long ago
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Sent(byte[] value, long handedOverNanos, boolean first) {}

    /** What became of the oldest record that is not settled. */
    record Told(long offset, @Nullable Exception failure) {}

    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private long bytes;

    void add(Sent record) {
        sent.add(record);
        bytes += record.value.length;
    }

    /** Bytes handed over and not settled. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    /** The oldest record under way; null if there is none. */
    @Nullable Sent oldest() {
        return sent.peek();
    }

    /** From the appender's thread. */
    void tell(long offset, @Nullable Exception failure) {
        told.add(new Told(offset, failure));
    }

    /** The next outcome, which is that of {@link #oldest}; null if none was told yet. */
    @Nullable Told nextTold() {
        return told.poll();
    }

    /** Forgets the oldest record. */
    void settleOldest() {
        bytes -= sent.remove().value.length;
    }
}
