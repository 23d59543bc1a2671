package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.PrimaryLog.LogProgress;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that runs a primary's {@link Publication}, notes its position in the binlog, and says how far it has come. */
final class PublisherThread {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherThread.class);
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** While only heartbeats are published: each note goes to the disk. */
    private static final long IDLE_NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long RESPONSIVE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);

    private final LocalLog local;
    private final int shard;
    private final Consumer<HeadwaterException> deposed;
    private final long epoch;
    private final Thread thread;
    private final Signal signal;
    private final Publication publication;

    private volatile long appendedLsn;
    private volatile long committedLsn;
    private volatile long sentLsn;
    private volatile long bytesInFlight;
    private volatile long bytesPerLsn = 128;
    private volatile boolean connected = true;
    private volatile boolean draining;
    private volatile long drainUntilNanos;

    private KafkaNote noted;
    private long notedAtNanos = System.nanoTime();

    /** @param claimed what the claim worked with; this thread gets a signal of its own */
    PublisherThread(
            PublisherSetup claimed, ShardReader log, Heartbeats heartbeats, Consumer<HeadwaterException> deposed) {
        this.local = claimed.local();
        this.shard = claimed.shard();
        this.deposed = deposed;
        this.epoch = log.state().epoch();
        this.noted = log.note();
        this.appendedLsn = log.lastLsn();
        this.committedLsn = log.lastLsn();
        this.sentLsn = log.lastLsn();
        this.thread = new Thread(this::run, "publisher-" + shard);
        thread.setDaemon(true);
        this.signal = new Signal.Parking(thread);
        PublisherSetup setup =
                new PublisherSetup(claimed.topic(), local, shard, claimed.nanoTime(), signal);
        this.publication = new Publication(setup, log, read -> {}, heartbeats, new LeaseProof());
    }

    void start() {
        thread.start();
    }

    /** From the binlog thread. */
    void appended(long lsn) {
        appendedLsn = lsn;
        signal.wake();
    }

    void wake() {
        signal.wake();
    }

    private void run() {
        try {
            while (!drained()) {
                boolean worked = publication.doWork();
                report();
                noteWhenDue();
                if (!worked) {
                    signal.await(AWAIT_NANOS);
                }
            }
            note();
        } catch (HeadwaterException over) {
            stopped(over);
        } catch (RuntimeException defect) {
            LOG.error("shard {}: publishing stops", shard, defect);
            stopped(new HeadwaterException(
                    "publishing to the log stopped: " + defect,
                    "see the log for the cause; a restart goes on where it stopped",
                    HeadwaterException.EXIT_FAILURE,
                    defect));
        } finally {
            publication.close();
        }
    }

    private void stopped(HeadwaterException reason) {
        connected = false;
        if (draining) {
            LOG.warn("shard {}: {}", shard, reason.getMessage());
        } else {
            deposed.accept(reason);
        }
    }

    private boolean drained() {
        return draining && (committedLsn >= appendedLsn || System.nanoTime() - drainUntilNanos > 0);
    }

    private void report() {
        long sent = publication.sentLsn();
        long bytes = publication.bytesInFlight();
        if (publication.settled()) {
            committedLsn = publication.committedLsn();
            sentLsn = sent;
        }
        if (sent > committedLsn && bytes > 0) {
            bytesPerLsn = Math.max(1, bytes / (sent - committedLsn));
        }
        bytesInFlight = bytes;
        connected = publication.responsive(RESPONSIVE_NANOS);
    }

    private void noteWhenDue() {
        long elapsed = System.nanoTime() - notedAtNanos;
        if (elapsed < NOTE_NANOS) {
            return;
        }
        boolean entries = committedLsn != noted.filter().lastLsn();
        if (entries || elapsed >= IDLE_NOTE_NANOS) {
            note();
        }
    }

    private void note() {
        notedAtNanos = System.nanoTime();
        if (!publication.settled()) {
            return;
        }
        KafkaNote now = publication.note();
        if (now.nextOffset() != noted.nextOffset()) {
            noted = now;
            local.note(now);
        }
    }

    LogProgress progress() {
        long unsent = Math.max(0, appendedLsn - sentLsn);
        return new LogProgress(epoch, committedLsn, bytesInFlight + unsent * bytesPerLsn, connected);
    }

    /** Publishes what is left for at most this long, notes the position and stops. */
    void drainAndStop(Duration atMost) {
        drainUntilNanos = System.nanoTime() + atMost.toNanos();
        draining = true;
        signal.wake();
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(atMost.plus(STOP_WAIT));
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(STOP_WAIT);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
