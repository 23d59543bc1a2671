package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.retention.ExpirePlan;
import io.headwater.archive.retention.Expiry;
import io.headwater.archive.retention.RetentionPolicy;
import io.headwater.archive.schedule.SnapshotDistance;
import io.headwater.hub.backup.ArchiveFigures;
import io.headwater.hub.backup.MetricsPage;
import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after an archive beside its archiver: takes snapshots when they are due, deletes what is no longer promised, tells its figures. One thread; what fails is logged, counted and tried
 * again later, and never stops the archiving.
 */
final class BackupKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupKeeper.class);

    private static final long LOOK_MS = 2_000;
    /** A look lists the archive: it may take this part of the time. */
    private static final int LOOK_SHARE = 50;
    private static final long RETRY_MS = 60_000;
    private static final long EXPIRE_MS = TimeUnit.MINUTES.toMillis(10);

    private final Archive archive;
    private final KeeperOptions options;
    private final SnapshotProcess snapshots;
    private final ArchiveFigures figures = new ArchiveFigures();
    private final @Nullable MetricsPage page;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private long lastStartMs;
    private long notBeforeMs;
    private long expireDueNanos = System.nanoTime();

    /** Starts. */
    BackupKeeper(Archive archive, ClusterAddress cluster, String store, KeeperOptions options) {
        this.archive = archive;
        this.options = options;
        snapshots = new SnapshotProcess(cluster, store);
        page = options.metricsPort() == 0 ? null : new MetricsPage(options.metricsPort(), () -> figures.text(System.currentTimeMillis()));
        thread = Thread.ofPlatform().name("backup-keeper").daemon().start(this::run);
    }

    private void run() {
        long waitMs = 0;
        while (!stopped(waitMs)) {
            long startNanos = System.nanoTime();
            try {
                SnapshotDistance distance = figures.look(archive);
                waitMs = Math.max(LOOK_MS, LOOK_SHARE * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
                snapshotIfDue(distance);
                expireIfDue();
            } catch (HeadwaterException e) {
                LOG.warn("{}; trying again in {} s", e.getMessage(), RETRY_MS / 1000);
                waitMs = RETRY_MS;
            } catch (RuntimeException | Error e) {
                LOG.error("unexpected failure; trying again in {} s", RETRY_MS / 1000, e);
                waitMs = RETRY_MS;
            }
        }
    }

    private void snapshotIfDue(SnapshotDistance distance) {
        long nowMs = System.currentTimeMillis();
        // The log's clock may be a little behind: the same time is not due twice.
        SnapshotDistance since = new SnapshotDistance(
                Math.max(distance.fromMs(), lastStartMs), distance.bytes(), distance.entries(), distance.behindMs());
        Optional<String> due = options.schedule().due(since, nowMs);
        if (due.isEmpty() || nowMs < notBeforeMs) {
            return;
        }
        LOG.info("taking a snapshot: {}", due.get());
        try {
            snapshots.run();
            lastStartMs = nowMs;
            figures.look(archive);
            LOG.info("a snapshot is taken, in {} ms", System.currentTimeMillis() - nowMs);
        } catch (HeadwaterException e) {
            figures.snapshotFailed();
            notBeforeMs = System.currentTimeMillis() + RETRY_MS;
            LOG.warn("no snapshot: {}; trying again in {} s", e.getMessage(), RETRY_MS / 1000);
        }
    }

    private void expireIfDue() {
        RetentionPolicy policy = options.retention();
        if (policy == null || System.nanoTime() - expireDueNanos < 0 || stop.getCount() == 0) {
            return;
        }
        expireDueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EXPIRE_MS);
        try {
            Expiry expiry = new Expiry(archive, policy, System::currentTimeMillis, LOGGING);
            for (ExpirePlan plan : expiry.plan()) {
                long objects = expiry.run(plan).objects();
                figures.expired(objects);
                if (objects > 0) {
                    LOG.info(
                            "shard {}: deleted {} objects, {} bytes; every moment from {} on stays restorable",
                            plan.shard(), objects, plan.bytes(), Instant.ofEpochMilli(plan.windowFromMs()));
                }
            }
        } catch (HeadwaterException e) {
            figures.expiryFailed();
            LOG.warn("nothing more is deleted for now: {}", e.getMessage());
        }
    }

    private static final Progress LOGGING = new Progress() {
        @Override
        public void step(String what) {
            LOG.warn("{}", what);
        }

        @Override
        public void advanced(String what, long done, long total, long effects) {}
    };

    private boolean stopped(long waitMs) {
        try {
            return stop.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Ends a snapshot that is under way: nothing of it is published. */
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        if (page != null) {
            page.close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
