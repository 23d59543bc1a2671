package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.PrimaryLog;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The shard's log in Kafka, for its primary. {@link #lead} runs the {@link ClaimProcedure} on the caller's thread; {@link #serve} starts the
 * {@link PublisherThread}, which does everything after that.
 */
public final class LogPublisher implements PrimaryLog {
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final KafkaAccess access;
    private final RegistryAdapter registry;
    private final LogReader logs;
    private final int shard;
    private final FailoverMode failover;
    private final RandomGenerator random = new SecureRandom();
    private final Heartbeats heartbeats = new Heartbeats();

    private @Nullable PublisherSetup setup;
    private @Nullable ShardReader log;
    private long epoch;
    private long claimedLsn;
    private volatile @Nullable PublisherThread thread;

    /**
     * @param access stays the caller's to close, after this object
     * @param failover is recorded in the claim
     */
    public LogPublisher(
            KafkaAccess access, RegistryAdapter registry, String cluster, int shard, FailoverMode failover) {
        this.access = access;
        this.registry = registry;
        this.logs = new LogReader(access, registry, cluster);
        this.shard = shard;
        this.failover = failover;
    }

    @Override
    public Leadership lead(LocalLog directory, ClockStarter clock, Consumer<String> progress) {
        KafkaShardTopic shardTopic = new KafkaShardTopic(access, registry, logs, shard);
        progress.accept("connecting to Kafka at " + access.bootstrapServers());
        shardTopic.create();
        shardTopic.schemaId();
        Signal signal = new Signal.Parking(Thread.currentThread());
        PublisherSetup forClaim =
                new PublisherSetup(shardTopic, directory, shard, System::nanoTime, signal);
        ClaimProcedure.Won won = new ClaimProcedure(forClaim, failover, clock, progress, random).run();
        setup = forClaim;
        log = won.log();
        epoch = won.leadership().stamp().epoch();
        claimedLsn = won.leadership().stamp().lastLsn();
        return won.leadership();
    }

    @Override
    public void serve(Consumer<HeadwaterException> deposed) {
        if (setup == null || log == null) {
            throw new IllegalStateException("serve() before lead()");
        }
        PublisherThread publisher = new PublisherThread(setup, log, heartbeats, deposed);
        log = null;
        thread = publisher;
        publisher.start();
    }

    @Override
    public void appended(long lsn) {
        PublisherThread publisher = thread;
        if (publisher != null) {
            publisher.appended(lsn);
        }
    }

    @Override
    public void heartbeat(byte[] record, long lsn) {
        heartbeats.offer(record, lsn);
        PublisherThread publisher = thread;
        if (publisher != null) {
            publisher.wake();
        }
    }

    @Override
    public LogProgress progress() {
        PublisherThread publisher = thread;
        return publisher == null ? new LogProgress(epoch, claimedLsn, 0, true) : publisher.progress();
    }

    @Override
    public void close() {
        PublisherThread publisher = thread;
        if (publisher != null) {
            publisher.drainAndStop(DRAIN);
        }
        ShardReader unused = log;
        if (unused != null) {
            unused.close();
            log = null;
        }
    }
}
