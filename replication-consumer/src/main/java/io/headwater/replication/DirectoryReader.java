package io.headwater.replication;

import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.ClusterDirectory.Timings;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.ClusterRecord;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the state of the readers' topic in memory: first on the opening thread, then on its own. */
final class DirectoryReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);
    private static final long RETRY_MS = 500;

    private final TopicReader topic;
    private final DirectoryState state = new DirectoryState(); // guarded by this
    private long nextOffset; // guarded by this
    private boolean unreadable;
    private volatile boolean closed;
    private @Nullable Thread thread;

    private DirectoryReader(TopicReader topic) {
        this.topic = topic;
    }

    static DirectoryReader open(KafkaAccess access, String topic) {
        String topicId = access.topic(topic)
                .orElseThrow(() -> access.unreachable(new IllegalStateException("topic " + topic + " is not there")))
                .id();
        return new DirectoryReader(new KafkaTopicReader(access, topic, topicId));
    }

    /** Reads to the end that the topic has now, on the caller's thread. */
    void readToEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long beginning = topic.beginning();
        long end = topic.end().offset();
        topic.seek(beginning);
        long next = beginning;
        while (next < end) {
            next = fold(topic.poll(POLL), next); // compaction spares the newest segment, so the last record is always there
            if (System.nanoTime() - deadline > 0) {
                throw new LogUnavailableException(
                        "topic " + topic.topic() + " could not be read to its end", "check that the partition has a leader");
            }
        }
    }

    /** Goes on reading on a thread of its own. */
    void start() {
        Thread follower = new Thread(this::run, "directory-reader");
        follower.setDaemon(true);
        thread = follower;
        follower.start();
    }

    private void run() {
        while (!closed) {
            try {
                fold(topic.poll(POLL), nextOffset());
            } catch (LogRangeException lost) {
                LOG.warn("{}; reading the directory again from its start", lost.getMessage());
                topic.seek(0);
                pause();
            } catch (HeadwaterException away) {
                LOG.warn("the directory cannot be read: {}", away.getMessage());
                pause();
            }
        }
        topic.close();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException stop) {
            closed = true;
        }
    }

    private synchronized long nextOffset() {
        return nextOffset;
    }

    private synchronized long fold(List<TopicRecord> records, long from) {
        long next = from;
        for (TopicRecord record : records) {
            byte[] key = record.key();
            if (key != null) {
                fold(new String(key, StandardCharsets.UTF_8), record);
            }
            next = record.offset() + 1;
        }
        nextOffset = next;
        notifyAll();
        return next;
    }

    private void fold(String key, TopicRecord record) {
        byte[] value = record.value();
        if (value.length == 0) {
            state.fold(key, null);
            return;
        }
        try {
            byte[] header = record.fingerprint();
            if (header != null && ClusterRecord.knows(LogSchema.fingerprint(header))) {
                state.fold(key, ClusterRecord.decode(LogSchema.fingerprint(header), value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES));
                return;
            }
        } catch (LogFormatException damaged) {
            LOG.debug("offset {} of the directory", record.offset(), damaged);
        }
        if (!unreadable) {
            unreadable = true;
            LOG.warn("the record at offset {} of {} is not in a schema known here; it is left out", record.offset(), topic.topic());
        }
    }

    /** Waits until the record at this offset was read. */
    synchronized void awaitOffset(long offset, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (nextOffset <= offset) {
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new LogUnavailableException(
                        "topic " + topic.topic() + " could not be read up to offset " + offset,
                        "check that the partition has a leader");
            }
            try {
                wait(leftMs);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted while reading topic " + topic.topic(), "start again", stop);
            }
        }
    }

    synchronized ClusterMap map() {
        return state.map(System.currentTimeMillis());
    }

    synchronized List<Timings> timings() {
        return state.timings();
    }

    synchronized List<Reader> readers() {
        return state.readers();
    }

    @Override
    public void close() {
        closed = true;
        Thread follower = thread;
        if (follower == null) {
            topic.close();
            return;
        }
        try {
            follower.join(CLOSE_WAIT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
