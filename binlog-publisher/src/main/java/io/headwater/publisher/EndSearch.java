package io.headwater.publisher;

import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the topic holds, after something went wrong with an append: reads from the last offset that is certain to the end, in steps, and
 * for as long as Kafka is away tries again. Owned by the publishing thread; begun only after the appender was closed.
 */
final class EndSearch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Logger LOG = LoggerFactory.getLogger(EndSearch.class);

    private final PublisherSetup setup;
    private final Consumer<List<JudgedRecord>> found;
    private KafkaNote from;
    private @Nullable ShardReader reader;
    private boolean endKnown;
    private long end;
    private long retryAtNanos;
    private long retryNanos = FIRST_RETRY_NANOS;

    /**
     * @param from where to read on
     * @param found is given what is read
     */
    EndSearch(PublisherSetup setup, KafkaNote from, Consumer<List<JudgedRecord>> found) {
        this.setup = setup;
        this.from = from;
        this.found = found;
        this.retryAtNanos = setup.nowNanos();
    }

    /** Whether there is nothing to do yet: Kafka was away a moment ago. */
    boolean waiting() {
        return setup.nowNanos() - retryAtNanos < 0;
    }

    /**
     * Reads a part. Returns the reader once it stands at the end; it is the caller's then.
     *
     * @throws io.headwater.schemas.HeadwaterException if the log cannot be read any further
     */
    @Nullable ShardReader step() {
        try {
            ShardReader open = reader == null ? setup.topic().open(from) : reader;
            reader = open;
            if (atEnd(open)) {
                reader = null;
                return open;
            }
        } catch (LogUnavailableException away) {
            tryLater(away);
        } catch (LogRangeException outside) {
            if (!outside.truncated() || from.nextOffset() == 0) {
                throw outside;
            }
            startOver(String.valueOf(outside.getMessage()));
        }
        return null;
    }

    private boolean atEnd(ShardReader open) {
        if (!endKnown) {
            end = open.end().offset();
            endKnown = true;
        }
        if (open.nextOffset() > end) {
            throw LogRangeException.truncated(setup.topic().name(), open.nextOffset());
        }
        if (open.nextOffset() < end || !open.verified()) {
            long before = open.nextOffset();
            found.accept(open.poll(POLL));
            endKnown = open.nextOffset() > before; // an end that does not come nearer may be no longer there
        }
        return endKnown && open.nextOffset() >= end && open.verified();
    }

    /** Kafka is away: goes on after a while that grows. */
    void tryLater(LogUnavailableException away) {
        LOG.warn("topic {} is out of reach: {}", setup.topic().name(), away.getMessage());
        if (reader != null) {
            from = reader.note();
        }
        close();
        retryAtNanos = setup.nowNanos() + retryNanos;
        retryNanos = Math.min(LAST_RETRY_NANOS, retryNanos * 2);
    }

    /** The log was truncated: no offset read so far can be trusted, so the whole topic is read again. */
    void startOver(String reason) {
        LOG.error("ALARM: topic {} lost acknowledged records: {}; reading it again from its start", setup.topic().name(), reason);
        close();
        from = new KafkaNote(from.topicId(), 0, FilterState.START);
        setup.local().note(from); // the offsets in older notes may stand for other records by the next restart
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        endKnown = false;
    }
}
