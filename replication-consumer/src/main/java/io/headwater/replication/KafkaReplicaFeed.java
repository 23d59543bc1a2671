package io.headwater.replication;

import io.headwater.cache.node.ReplicaFeed;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a shard's log for a replica, on a thread of its own. A topic that does not exist yet, or a Kafka that is away, is waited for. */
public final class KafkaReplicaFeed implements ReplicaFeed {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReplicaFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final long RETRY_MS = 500;

    private final LogReader log;
    private final int shard;
    private final NotePace pace = new NotePace();
    private volatile long firstFetchedOffset = -1;
    private volatile boolean closed;
    private @Nullable Thread thread;

    public KafkaReplicaFeed(LogReader log, int shard) {
        this.log = log;
        this.shard = shard;
    }

    @Override
    public void start(KafkaNote from, Sink sink) {
        Thread follower = new Thread(() -> run(from, sink), "replica-feed-" + shard);
        follower.setDaemon(true);
        thread = follower;
        follower.start();
    }

    private void run(KafkaNote from, Sink sink) {
        try (ShardReader reader = open(from)) {
            if (reader != null) {
                follow(reader, sink);
            }
        } catch (HeadwaterException reason) {
            sink.failed(reason);
        } catch (RuntimeException defect) {
            LOG.error("the replica feed of shard {} stops", shard, defect);
            sink.failed(new HeadwaterException(
                    "the replica feed stopped: " + LogUnavailableException.reason(defect),
                    "see the log for the cause",
                    HeadwaterException.EXIT_FAILURE,
                    defect));
        }
    }

    /** Opens the log as soon as it is there; null if the feed was closed before. */
    private @Nullable ShardReader open(KafkaNote from) {
        String said = "";
        while (!closed) {
            try {
                if (log.topic(shard).isPresent()) {
                    return log.open(shard, from);
                }
                said = say(said, "waiting for topic " + log.topicName(shard));
            } catch (LogUnavailableException away) {
                said = say(said, String.valueOf(away.getMessage()));
            }
            pause();
        }
        return null;
    }

    private static String say(String said, String now) {
        if (!said.equals(now)) {
            LOG.info(now);
        }
        return now;
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException stop) {
            closed = true;
        }
    }

    private void follow(ShardReader reader, Sink sink) {
        LOG.info("shard {}: following {} from offset {}", shard, log.topicName(shard), reader.nextOffset());
        long endAtStart = -1;
        boolean caughtUp = false;
        while (!closed) {
            List<JudgedRecord> records = reader.poll(POLL);
            if (firstFetchedOffset < 0 && reader.firstFetchedOffset() >= 0) {
                firstFetchedOffset = reader.firstFetchedOffset();
                LOG.info("shard {}: the first record fetched has offset {}", shard, firstFetchedOffset);
            }
            for (JudgedRecord record : records) {
                deliver(record, sink);
            }
            if (pace.due(records.isEmpty(), System.nanoTime())) {
                sink.advanced(reader.note());
            }
            if (!caughtUp) {
                endAtStart = endAtStart < 0 ? endOrUnknown(reader) : endAtStart;
                caughtUp = endAtStart >= 0 && reader.nextOffset() >= endAtStart;
                if (caughtUp) {
                    sink.advanced(reader.note());
                    sink.caughtUp();
                }
            }
        }
        sink.advanced(reader.note());
    }

    private static long endOrUnknown(ShardReader reader) {
        try {
            return reader.end().offset();
        } catch (LogUnavailableException away) {
            return -1;
        }
    }

    private void deliver(JudgedRecord record, Sink sink) {
        if (record.verdict() == Verdict.HEARTBEAT || record.verdict() == Verdict.CLAIM) {
            pace.advanced(0);
            sink.heartbeat(record.timeMs());
        } else {
            pace.advanced(record.length());
            sink.record(record.bytes(), record.payloadOffset(), record.length());
        }
    }

    /** The offset of the first record that this feed fetched; -1 before. Any thread. */
    public long firstFetchedOffset() {
        return firstFetchedOffset;
    }

    @Override
    public void close() {
        closed = true;
        Thread follower = thread;
        if (follower == null || follower == Thread.currentThread()) {
            return;
        }
        try {
            follower.join(CLOSE_WAIT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
