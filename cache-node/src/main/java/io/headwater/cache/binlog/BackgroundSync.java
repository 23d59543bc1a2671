package io.headwater.cache.binlog;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * At most one sync of the current segment that runs beside the binlog thread, so that what comes meanwhile is written, and readable, at once: a sync takes from 3 ms to
 * as long as the disk pleases, and replies at level {@code log} wait for readers, not for this disk. Owned by the binlog thread.
 *
 * <p>Linux tells a file's handle of a failed write-back once. So no other sync of that file may be made, let alone believed, before the outcome of this one was looked at.
 */
final class BackgroundSync {
    /**
     * What a sync covers.
     *
     * @param bytes of the segment, from its start
     * @param lsn of the last complete entry among them
     * @param begunNanos when it began, on the worker's clock
     */
    record Covered(long segment, long bytes, long lsn, long begunNanos) {}

    private final Executor executor;
    private final Runnable whenDone;
    private @Nullable FutureTask<Covered> running;

    /**
     * @param executor runs one task at a time, at any time; {@link #await} does not rely on it
     * @param whenDone wakes the binlog thread; called on the executor's
     */
    BackgroundSync(Executor executor, Runnable whenDone) {
        this.executor = executor;
        this.whenDone = whenDone;
    }

    /** Whether a sync has begun of which nobody has heard. */
    boolean isRunning() {
        return running != null;
    }

    /** Begins to sync all that was written to the file; not while another is running. */
    void begin(SegmentFile file, Covered covered) {
        if (running != null) {
            throw new IllegalStateException("a sync is running");
        }
        Callable<Covered> sync = () -> {
            file.force(false);
            return covered;
        };
        FutureTask<Covered> task = new FutureTask<>(sync) {
            @Override
            protected void done() {
                whenDone.run();
            }
        };
        running = task;
        executor.execute(task);
    }

    /**
     * What the sync has covered, once; null while it runs, and when none was begun.
     *
     * @throws IOException if it failed
     */
    @Nullable Covered poll() throws IOException {
        FutureTask<Covered> task = running;
        return task == null || !task.isDone() ? null : outcome(task);
    }

    /** As {@link #poll}, but waits for the sync; does it on this thread if it has not begun. */
    @Nullable Covered await() throws IOException {
        FutureTask<Covered> task = running;
        if (task == null) {
            return null;
        }
        task.run();
        return outcome(task);
    }

    private Covered outcome(FutureTask<Covered> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the file must not be closed under a sync
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case IOException failure -> throw failure;
                        case RuntimeException defect -> throw defect;
                        case Error defect -> throw defect;
                        case null, default -> throw new IOException(e.getCause());
                    }
                }
            }
        } finally {
            running = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
