package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a {@link BinlogWorker} until it is closed or fails. */
final class BinlogThread implements Runnable {
    /**
     * Between runs at level async while no reply waits for the log: batches of so long go to the file in one write, and the writer thread need not wake anybody. A
     * replica hears of a write this much later.
     */
    private static final long NAP_NANOS = 2_500_000;

    /** For so long after a reply has waited for the log the next one is expected, and nothing may nap. */
    private static final long AWAITED_NANOS = 50_000_000;

    /** Between runs while a record waits for room on the disk. */
    private static final long FULL_DISK_NAP_NANOS = 20_000_000;

    private final BinlogWorker worker;
    private final BinlogQueue queue;
    private final BinlogListener listener;
    private final Thread thread = new Thread(this, "binlog");
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable HeadwaterException failure;
    private long awaitedAtNanos = System.nanoTime() - AWAITED_NANOS;

    BinlogThread(BinlogWorker worker, BinlogQueue queue, BinlogListener listener) {
        this.worker = worker;
        this.queue = queue;
        this.listener = listener;
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                boolean worked = worker.doWork() > 0;
                if (worked && worker.level() == SyncLevel.ASYNC && !isAwaited()) {
                    queue.nap(NAP_NANOS);
                } else if (!worked && worker.waitsForRoom()) {
                    queue.nap(FULL_DISK_NAP_NANOS);
                } else if (!worked) {
                    queue.sleep(worker.idleNanos());
                }
            }
            worker.finish();
        } catch (IOException | RuntimeException | Error e) {
            HeadwaterException reason = BinlogFailures.writeFailed(worker.describe(), e);
            failure = reason;
            worker.abandon();
            listener.failed(reason);
        } finally {
            ended = true;
        }
    }

    /** Whether a reply waits for the log, or did a moment ago: one that will wait for what was just written may not be held yet. */
    private boolean isAwaited() {
        long now = System.nanoTime();
        if (listener.isAwaited()) {
            awaitedAtNanos = now;
        }
        return now - awaitedAtNanos < AWAITED_NANOS;
    }

    @Nullable HeadwaterException failure() {
        return failure;
    }

    boolean ended() {
        return ended;
    }

    /** Ends the thread once the queue is empty; of one that was never started nothing is awaited. */
    void close(long timeoutMs) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        closing = true;
        queue.wake();
        try {
            if (!thread.join(Duration.ofMillis(timeoutMs))) {
                throw BinlogFailures.writeFailed(
                        worker.describe(), new IOException("the disk did not answer for " + timeoutMs + " ms"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
