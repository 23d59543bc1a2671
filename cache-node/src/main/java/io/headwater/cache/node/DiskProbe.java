package io.headwater.cache.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the disk again and again whether it still takes writes: 4 KiB and a sync into {@code DIR/probe}, on a daemon thread of its own, since a hanging disk holds whoever
 * asks it. A primary whose disk is not healthy sends no heartbeats, so that its lease runs out.
 *
 * <p>A disk that hangs costs the lease within the time to the next probe (200 ms), the deadline (400 ms by default) and the lease (500 ms): about a second. A shorter deadline would
 * take the pauses of healthy disks, which a busy one's journal and a cloud volume's worst percentile put at up to a few hundred milliseconds, for failures.
 *
 * <p>{@link #isHealthy} and {@link #lastMs} may be called from any thread.
 */
final class DiskProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskProbe.class);
    private static final long PERIOD_NANOS = 200_000_000;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long CLOSE_TIMEOUT_MS = 1000;
    private static final int BYTES = 4096;

    /** Writes and syncs; blocks for as long as the disk does. */
    @FunctionalInterface
    interface Disk {
        void probe() throws IOException;
    }

    private final Disk disk;
    private final Thread thread;
    private volatile long deadlineNanos;
    private volatile long begunNanos;
    private volatile boolean running;
    private volatile boolean failed;
    private volatile long lastNanos;
    private volatile boolean closed;

    DiskProbe(Disk disk, long deadlineMs) {
        this.disk = disk;
        this.deadlineNanos = deadlineMs * NANOS_PER_MS;
        this.thread = new Thread(this::run, "headwater-disk-probe");
        thread.setDaemon(true);
    }

    /** Probes a node's directory. */
    static DiskProbe of(Path directory, long deadlineMs) {
        return new DiskProbe(new ProbeFile(directory.resolve("probe")), deadlineMs);
    }

    DiskProbe start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            long begun = System.nanoTime();
            begunNanos = begun;
            running = true;
            try {
                disk.probe();
                if (failed) LOG.info("the disk takes writes again");
                failed = false;
            } catch (IOException e) {
                if (!failed) LOG.error("the disk refuses writes: {}", e.getMessage());
                failed = true;
            }
            long took = System.nanoTime() - begun;
            lastNanos = took;
            running = false;
            if (took > deadlineNanos) LOG.warn("the disk took {} ms for a write of 4 KiB", took / NANOS_PER_MS);
            LockSupport.parkNanos(this, PERIOD_NANOS);
        }
    }

    /** Whether the last probe succeeded in time, and none has been running for longer than the deadline. */
    boolean isHealthy() {
        boolean hangs = running && System.nanoTime() - begunNanos > deadlineNanos;
        return !failed && !hangs && lastNanos <= deadlineNanos;
    }

    /** What the newest probe took, or has taken so far if that is more; ms. */
    long lastMs() {
        long soFar = running ? System.nanoTime() - begunNanos : 0;
        return Math.max(lastNanos, soFar) / NANOS_PER_MS;
    }

    /** From the next look on. */
    void deadlineMs(long deadlineMs) {
        deadlineNanos = deadlineMs * NANOS_PER_MS;
    }

    /** Ends the thread, or leaves it to a disk that does not answer for a second. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file, opened by the first probe: opening may hang too. Owned by the probe's thread. */
    private static final class ProbeFile implements Disk {
        private final Path path;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);

        ProbeFile(Path path) {
            this.path = path;
        }

        @Override
        public void probe() throws IOException {
            // Opened each time: a file system that was mounted read-only, or is gone, must not answer through an old handle.
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                bytes.putLong(0, System.nanoTime()).clear();
                while (bytes.hasRemaining()) file.write(bytes, bytes.position());
                file.force(false);
            }
        }
    }
}
