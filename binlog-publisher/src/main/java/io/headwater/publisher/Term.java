package io.headwater.publisher;

import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time for which this node leads: publishes what the writer thread brings, renews the lease by what the log is known to hold, and notes how far it has come in
 * the binlog. Owned by the agent's thread.
 */
final class Term implements AutoCloseable {
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** While only heartbeats are published: each note goes to the disk. */
    private static final long IDLE_NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A healthy primary beats more often than that. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long RESPONSIVE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PublisherSetup setup;
    private final Publication publication;
    private final LeaseProof proof;
    private final @Nullable Lease renewed;
    private final long leaseNanos;
    private KafkaNote noted;
    private long notedAtNanos;
    private long committedLsn;

    /**
     * @param log stands behind the own claim; belongs to this object until {@link #release}
     * @param ready an appender to use; null opens one when it is needed
     * @param proof the lease runs from what it proves
     * @param renewed the lease that commits renew; null without one to keep
     */
    Term(
            PublisherSetup setup,
            ShardReader log,
            @Nullable TopicAppender ready,
            Heartbeats heartbeats,
            LeaseProof proof,
            @Nullable Lease renewed,
            long leaseNanos) {
        this.setup = setup;
        this.proof = proof;
        this.renewed = renewed;
        this.leaseNanos = leaseNanos;
        this.noted = log.note();
        this.notedAtNanos = setup.nowNanos();
        this.committedLsn = log.lastLsn();
        this.publication = new Publication(setup, log, found -> {}, heartbeats, proof);
        if (ready != null) {
            publication.use(ready);
        }
    }

    /**
     * Does what can be done now; false if there was nothing.
     *
     * @throws DeposedException if a foreign claim ended the epoch
     * @throws io.headwater.schemas.HeadwaterException if log and binlog contradict each other
     */
    boolean doWork() {
        boolean worked = publication.doWork();
        publication.lookAfterIdle(IDLE_NANOS);
        if (renewed != null && proof.given()) {
            renewed.renew(proof.sinceNanos() + leaseNanos);
        }
        if (publication.settled() && publication.committedLsn() > committedLsn) {
            committedLsn = publication.committedLsn();
        }
        noteWhenDue();
        return worked;
    }

    private void noteWhenDue() {
        long elapsed = setup.nowNanos() - notedAtNanos;
        if (elapsed < NOTE_NANOS) {
            return;
        }
        boolean entries = committedLsn != noted.filter().lastLsn();
        if (entries || elapsed >= IDLE_NOTE_NANOS) {
            note();
        }
    }

    /** Notes in the binlog how far the log is known. */
    void note() {
        notedAtNanos = setup.nowNanos();
        if (!publication.settled()) {
            return;
        }
        KafkaNote now = publication.note();
        if (now.nextOffset() != noted.nextOffset()) {
            noted = now;
            setup.local().note(now);
        }
    }

    /** Whether the log is known to hold everything up to the lsn. */
    boolean holds(long lsn) {
        return publication.settled() && committedLsn >= lsn;
    }

    long committedLsn() {
        return committedLsn;
    }

    long sentLsn() {
        return publication.settled() ? publication.sentLsn() : committedLsn;
    }

    long bytesInFlight() {
        return publication.bytesInFlight();
    }

    /** Whether the log answers. */
    boolean connected() {
        return publication.responsive(RESPONSIVE_NANOS);
    }

    /** Ends the term and gives the reader back, which has judged everything that was settled. */
    ShardReader release() {
        note();
        return publication.release();
    }

    @Override
    public void close() {
        publication.close();
    }
}
