package io.headwater.restore.replicate;

import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.ShardReader;
import io.headwater.restore.target.EffectTarget;
import io.headwater.restore.target.EffectTarget.DivergedException;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a Redis-compatible server with a shard's log: bootstrap from a snapshot, then every effect, each read of the log in one transaction together with the position
 * behind it. It may be killed at any moment, and goes on where the server says it was. One thread; {@link #close} from any.
 *
 * <pre>
 * no position, empty or --replace ----> loading ----> position
 * loading (a death while filling) ----/                  |
 * position that the log no longer holds ---------------- /
 * </pre>
 */
public final class Replicator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MS = 500;
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A target whose feeder is away for longer starts from a snapshot again. */
    private static final long TIME_TO_LIVE_MS = TimeUnit.DAYS.toMillis(1);

    private final ReplicateRequest request;
    private final BaseSource source;
    private final Function<KafkaNote, ShardReader> open;
    private final ClusterDirectory directory;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final LogRecordReader record = new LogRecordReader();
    private long effects;
    private long reportedEffects;
    private long reportAtNanos = System.nanoTime() + REPORT_NANOS;
    private boolean replaceable;

    /**
     * @param source of snapshots
     * @param open opens the shard's log where a note ends
     * @param directory takes the registration
     */
    public Replicator(
            ReplicateRequest request, BaseSource source, Function<KafkaNote, ShardReader> open, ClusterDirectory directory) {
        this.request = request;
        this.source = source;
        this.open = open;
        this.directory = directory;
        this.replaceable = request.replace();
    }

    /**
     * Feeds until {@link #close}.
     *
     * @throws HeadwaterException if the target holds foreign data or has diverged, or the log cannot be read
     */
    public void run() {
        directory.register(registration(Position.START, Reader.UNKNOWN_OFFSET));
        String said = "";
        while (!stopped(0)) {
            try (EffectTarget target =
                    new EffectTarget(request.host(), request.port(), request.user(), request.password(), request.positionKey())) {
                said = "";
                feed(target);
            } catch (DivergedException diverged) {
                throw new HeadwaterException(
                        String.valueOf(diverged.getMessage()),
                        "somebody else wrote to the target; add --replace to fill it anew",
                        HeadwaterException.EXIT_CORRUPT,
                        diverged);
            } catch (IOException away) {
                said = waiting(said, away);
            } catch (HeadwaterException failed) {
                if (failed.exitCode() != HeadwaterException.EXIT_UNAVAILABLE) {
                    throw failed;
                }
                said = waiting(said, failed);
            }
        }
    }

    private String waiting(String said, Exception why) {
        String now = String.valueOf(why.getMessage());
        if (!now.equals(said)) {
            LOG.warn("waiting: {}", now);
        }
        stopped(RETRY_MS);
        return now;
    }

    private void feed(EffectTarget target) throws IOException {
        KafkaNote from = start(target);
        while (!stopped(0)) {
            try (ShardReader reader = open.apply(from)) {
                LOG.info("feeding {} from position {}", request.url(), from.filter().position());
                follow(reader, target);
                return;
            } catch (LogRangeException lost) {
                if (lost.truncated()) {
                    throw lost;
                }
                LOG.warn("{}; filling the target anew", lost.getMessage());
                from = bootstrapped(target);
            }
        }
    }

    /** Where the target stands, once it stands anywhere. */
    private KafkaNote start(EffectTarget target) throws IOException {
        requireAnother(target);
        String stored = target.position();
        if (stored != null && !stored.equals(StoredPosition.LOADING) && !replaceable) {
            return StoredPosition.parse(stored);
        }
        if (stored == null) {
            new TargetBootstrap(request, source).requireEmpty();
        }
        return bootstrapped(target);
    }

    /** A log that is fed with its own effects has no end. */
    private void requireAnother(EffectTarget target) throws IOException {
        if (target.clusterName().equals(request.cluster())) {
            throw new HeadwaterException(
                    request.url() + " is a node of cluster " + request.cluster() + " itself",
                    "choose a server that the log does not come from; a cluster of the same name elsewhere needs another name",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    private KafkaNote bootstrapped(EffectTarget target) throws IOException {
        KafkaNote note = new TargetBootstrap(request, source).run(target);
        replaceable = false; // once: a lost connection is no reason to begin anew
        if (note.equals(KafkaNote.NONE)) {
            return note;
        }
        directory.announceReader(registration(note.filter().position(), note.nextOffset()));
        return note;
    }

    private void follow(ShardReader reader, EffectTarget target) throws IOException {
        KafkaNote stored = reader.note();
        while (!stopped(0)) {
            List<JudgedRecord> records = reader.poll(POLL);
            if (!records.isEmpty()) {
                target.begin();
                for (JudgedRecord judged : records) {
                    apply(judged, target);
                }
                stored = reader.note();
                target.commit(StoredPosition.of(stored));
            } else {
                target.settle();
            }
            if (target.inFlight() == 0) {
                directory.announceReader(registration(stored.filter().position(), stored.nextOffset()));
            }
            report(reader);
        }
        target.settle();
    }

    private void apply(JudgedRecord judged, EffectTarget target) throws IOException {
        if (!judged.verdict().takesEffect()) {
            return;
        }
        judged.read(record);
        while (record.nextEntry()) {
            if (record.isControl()) {
                continue;
            }
            target.select(record.database());
            while (record.nextEffect()) {
                target.effect(record);
                effects++;
            }
        }
    }

    private Reader registration(Position position, long nextOffset) {
        return new Reader(
                request.name(), "target", request.shard(), "", position, nextOffset, System.currentTimeMillis(), TIME_TO_LIVE_MS);
    }

    private void report(ShardReader reader) {
        long now = System.nanoTime();
        if (now - reportAtNanos < 0) {
            return;
        }
        LOG.info(
                "position {}, {} effects/s, {} ms behind",
                reader.state().position(),
                (effects - reportedEffects) * TimeUnit.SECONDS.toNanos(1) / REPORT_NANOS,
                Math.max(0, System.currentTimeMillis() - reader.lastTimeMs()));
        reportedEffects = effects;
        reportAtNanos = now + REPORT_NANOS;
    }

    /** Waits, and tells whether the role is to end. */
    private boolean stopped(long waitMs) {
        try {
            return stop.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Makes {@link #run} return when what was sent is carried out. */
    @Override
    public void close() {
        stop.countDown();
    }
}
