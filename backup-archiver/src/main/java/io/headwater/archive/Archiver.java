package io.headwater.archive;

import io.headwater.archive.gate.RetentionGate;
import io.headwater.archive.store.StoreException;
import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role that archives a whole cluster: a thread for each shard, registered as a reader of its log. What is temporary (Kafka or the store out of reach) is
 * tried again, at longer and longer intervals up to {@link #MAX_BACKOFF}; anything else ends the role.
 */
public final class Archiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    /** The longest pause between two attempts. */
    public static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    /** For how long an archiver that went away still holds what the log must keep for it. */
    private static final long TIME_TO_LIVE_MS = TimeUnit.DAYS.toMillis(7);

    private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TOPIC_WAIT = Duration.ofMillis(500);
    /** Rest after a read that brought little, so that the next one brings more: a read costs as much as archiving hundreds of effects. What is not archived yet is in the topic. */
    private static final Duration REST = Duration.ofMillis(50);
    private static final int FEW_RECORDS = 500;

    private final Archive archive;
    private final String storeTag;
    private final ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final ClusterDirectory directory;
    private final RollPolicy policy;
    private final Path spoolDirectory;
    private final @Nullable RetentionGate gate;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable HeadwaterException> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param schemas makes one for each thread
     * @param directory tells the number of shards, and takes the registrations
     * @param spoolDirectory where growing segments are kept, {@link RollPolicy#segmentBytes} for each shard
     * @param gate trims the topics; null to leave them as they are
     */
    public Archiver(
            Archive archive,
            ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            ClusterDirectory directory,
            RollPolicy policy,
            Path spoolDirectory,
            @Nullable RetentionGate gate) {
        this.archive = archive;
        // Archivers of different stores are different readers.
        this.storeTag = "-" + Sha256.of(archive.store().url().getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        this.topics = topics;
        this.schemas = schemas;
        this.directory = directory;
        this.policy = policy;
        this.spoolDirectory = spoolDirectory;
        this.gate = gate;
    }

    /**
     * Archives until {@link #close} is called from another thread.
     *
     * @throws HeadwaterException if it cannot go on
     */
    public void run() {
        int shards = awaitShards();
        if (shards == 0 || !awaitStore(shards)) {
            return;
        }
        LOG.info("archiving {} shards of cluster {} to {}", shards, archive.cluster(), archive.store().url());
        for (int shard = 0; shard < shards; shard++) {
            int number = shard;
            threads.add(Thread.ofPlatform().name("archiver-" + shard).start(() -> runShard(number)));
        }
        for (Thread thread : threads) {
            joinUninterruptibly(thread);
        }
        HeadwaterException reason = failure.get();
        if (reason != null) {
            throw reason;
        }
    }

    /** The number of shards, once the first node has fixed it; 0 if this role is closed before. */
    private int awaitShards() {
        boolean said = false;
        while (!stopped(Duration.ZERO)) {
            int shards = directory.map().shards();
            if (shards > 0) {
                return shards;
            }
            if (!said) {
                LOG.info("waiting for the first node of cluster {}", archive.cluster());
                said = true;
            }
            stopped(TOPIC_WAIT);
        }
        return 0;
    }

    /** Makes the first use of the store, once it is there; false if this role is closed before. A store that refuses its use ends the role. */
    private boolean awaitStore(int shards) {
        Duration backoff = MIN_BACKOFF;
        while (true) {
            try {
                int swept = archive.store().sweep();
                if (swept > 0) {
                    LOG.info("removed {} unfinished uploads from {}", swept, archive.store().url());
                }
                archive.recordShards(shards);
                return true;
            } catch (StoreException e) {
                if (!e.isTemporary()) {
                    throw e;
                }
                LOG.warn("{}; trying again in {} ms", e.getMessage(), backoff.toMillis());
                if (stopped(backoff)) {
                    return false;
                }
                backoff = longer(backoff);
            }
        }
    }

    private void runShard(int shard) {
        Duration backoff = MIN_BACKOFF;
        while (!stopped(Duration.ZERO)) {
            long startedMs = nowMs();
            try {
                archiveShard(shard);
                return;
            } catch (HeadwaterException e) {
                if (nowMs() - startedMs > MAX_BACKOFF.toMillis()) {
                    backoff = MIN_BACKOFF; // it had worked meanwhile
                }
                if (e.exitCode() != HeadwaterException.EXIT_UNAVAILABLE) {
                    fail(e);
                    return;
                }
                LOG.warn("shard {}: {}; trying again in {} ms", shard, e.getMessage(), backoff.toMillis());
                stopped(backoff);
                backoff = longer(backoff);
            } catch (RuntimeException | Error e) {
                LOG.error("shard {}: unexpected failure", shard, e);
                fail(new HeadwaterException(
                        "archiving shard " + shard + " failed: " + e, "see the log above", HeadwaterException.EXIT_FAILURE, e));
                return;
            }
        }
    }

    private void fail(HeadwaterException reason) {
        failure.compareAndSet(null, reason);
        stop.countDown();
    }

    private void archiveShard(int shard) {
        TopicReader topic = awaitTopic(shard);
        if (topic == null) {
            return;
        }
        // Registered from the first moment on: what the log must keep for this reader counts from here.
        announce(shard, Position.START, Reader.UNKNOWN_OFFSET);
        try (topic;
                ShardArchiver archiver =
                        new ShardArchiver(archive, shard, topic, schemas.get(), policy, spoolDirectory, Archiver::nowMs)) {
            LOG.info("shard {}: archived up to {}, reading on at offset {}", shard, archiver.archived(), archiver.nextOffset());
            long gateDueMs = nowMs();
            while (!stopped(Duration.ZERO)) {
                int read = work(archiver, shard);
                if (read > 0 && read < FEW_RECORDS) {
                    stopped(REST);
                }
                announce(shard, archiver.archived(), archiver.resumeOffset());
                if (gate != null && nowMs() - gateDueMs >= 0) {
                    trim(gate, archiver, shard);
                    gateDueMs = nowMs() + RetentionGate.INTERVAL_MS;
                }
            }
            archiver.flush();
            announce(shard, archiver.archived(), archiver.resumeOffset());
        }
    }

    /** Works once and returns how many records came; while the store cannot be used, waits here, so that the segment at hand need not be read again. */
    private int work(ShardArchiver archiver, int shard) {
        Duration backoff = MIN_BACKOFF;
        while (true) {
            try {
                return archiver.doWork(POLL);
            } catch (StoreException e) {
                LOG.warn("shard {}: {}; trying again in {} ms", shard, e.getMessage(), backoff.toMillis());
                if (stopped(backoff)) {
                    return 0;
                }
                backoff = longer(backoff);
            }
        }
    }

    /** What the gate could not do it does the next time. */
    private static void trim(RetentionGate keeper, ShardArchiver archiver, int shard) {
        try {
            keeper.work(shard, archiver.topicId(), archiver.lastValidOffset(), archiver.resumeOffset());
        } catch (HeadwaterException e) {
            LOG.warn("shard {}: the log was not trimmed: {}", shard, e.getMessage());
        }
    }

    private @Nullable TopicReader awaitTopic(int shard) {
        while (!stopped(Duration.ZERO)) {
            TopicReader topic = topics.open(shard).orElse(null);
            if (topic != null) {
                return topic;
            }
            stopped(TOPIC_WAIT);
        }
        return null;
    }

    private void announce(int shard, Position position, long nextOffset) {
        directory.announceReader(new Reader(
                "archiver-" + shard + storeTag, "archiver", shard, "", position, position.lsn(), nextOffset, System.currentTimeMillis(), TIME_TO_LIVE_MS));
    }

    private static Duration longer(Duration backoff) {
        Duration twice = backoff.multipliedBy(2);
        return twice.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : twice;
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Waits, and tells whether the role is to end. */
    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes {@link #run} store what was read and return. Any thread; returns at once. */
    @Override
    public void close() {
        stop.countDown();
    }
}
