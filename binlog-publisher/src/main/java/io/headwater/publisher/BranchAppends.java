package io.headwater.publisher;

import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way into a topic that nobody else writes to: bounded, in order, and given up as a whole at the first that fails or stands where it should not. The
 * appending thread and the appender's.
 */
final class BranchAppends implements AutoCloseable {
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String topic;
    private final TopicAppender appender;
    private long appended; // owned by the appending thread

    // guarded by this
    private long bytesUnderWay;
    private long settled;
    private @Nullable String failure;

    BranchAppends(ShardTopic topic) {
        this.topic = topic.name();
        this.appender = topic.appender();
    }

    /** Hands a record over; waits while many are under way. */
    void append(byte[] value, long timeMs) {
        long expected = appended++;
        await(MAX_BYTES, value.length);
        appender.append(value, timeMs, (offset, problem) -> told(value.length, expected, offset, problem));
    }

    private synchronized void told(int length, long expected, long offset, @Nullable Exception problem) {
        bytesUnderWay -= length;
        settled++;
        if (failure == null && problem != null) {
            failure = String.valueOf(problem.getMessage());
        } else if (failure == null && offset != expected) {
            failure = "a record stands at offset " + offset + " instead of " + expected + ": somebody else writes to the topic";
        }
        notifyAll();
    }

    /** Waits until everything has been acknowledged. */
    void settle() {
        await(0, 0);
    }

    private synchronized void await(long most, int more) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long seen = settled;
        while (failure == null && bytesUnderWay > most) {
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                failure = "Kafka has not answered for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s";
                break;
            }
            try {
                wait(leftMs);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                failure = "interrupted";
            }
            if (settled != seen) {
                seen = settled;
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
        }
        if (failure != null) {
            throw new HeadwaterException(
                    "topic " + topic + " cannot be written: " + failure,
                    "no node can use what is there; mend Kafka and run the restore again: it replaces it",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        bytesUnderWay += more;
    }

    /** Records handed over. */
    long appended() {
        return appended;
    }

    @Override
    public void close() {
        appender.close();
    }
}
