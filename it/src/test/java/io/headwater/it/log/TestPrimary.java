package io.headwater.it.log;

import io.headwater.cache.node.PrimaryLog.Leadership;
import io.headwater.publisher.LogPublisher;
import io.headwater.publisher.MemoryLog;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.ShardClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A primary without a server: a directory in memory, the real publisher, and a writer that beats and writes when told. */
final class TestPrimary implements AutoCloseable {
    static final int SHARD = 0;

    final MemoryLog local;
    final LogPublisher publisher;
    final CompletableFuture<HeadwaterException> deposed = new CompletableFuture<>();
    private final Leadership leadership; // guarded by this, as the writer thread's own
    private final Thread beats = new Thread(this::beat, "test-heartbeats");
    private volatile boolean stopped;

    /** Claims the shard and starts to publish and to beat. */
    TestPrimary(LogServices services, String cluster, MemoryLog local) {
        this.local = local;
        publisher = new LogPublisher(services.kafka, services.registry, cluster, SHARD, FailoverMode.MANUAL);
        try {
            leadership = publisher.lead(
                    local, last -> new ShardClock(System::currentTimeMillis, System::nanoTime, last), line -> {});
        } catch (RuntimeException refused) {
            publisher.close();
            throw refused;
        }
        publisher.serve(deposed::complete);
        beats.setDaemon(true);
        beats.start();
    }

    private void beat() {
        while (!stopped) {
            synchronized (this) {
                publisher.heartbeat(
                        Heartbeat.encoded(leadership.stamp(), leadership.clock().now()),
                        leadership.stamp().lastLsn());
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    long epoch() {
        return leadership.stamp().epoch();
    }

    long lastLsn() {
        return local.lastLsn();
    }

    /** One batch of {@code SET key value}. */
    synchronized void set(int entries, String key, int valueBytes) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        byte[] value = new byte[valueBytes];
        for (int i = 0; i < entries; i++) {
            encoder.beginEntry(leadership.clock().now(), 0, null);
            encoder.beginEffect(Cause.COMMAND, 3);
            for (byte[] argument : List.of(bytes("SET"), bytes(key + i), value)) {
                encoder.argument(argument, 0, argument.length);
            }
            encoder.endEffect();
            encoder.endEntry();
        }
        encoder.seal(leadership.stamp(), (array, offset, length, lsn, time) -> {
            local.append(array, offset, length);
            publisher.appended(lsn);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until the log holds everything written so far. */
    void awaitCommitted(long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (publisher.progress().committedLsn() < lastLsn()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("committed " + publisher.progress() + " of " + lastLsn());
            }
            Thread.sleep(5);
        }
    }

    /** The writer falls silent; the publisher stays. */
    void stopBeating() throws InterruptedException {
        stopped = true;
        beats.interrupt();
        beats.join();
    }

    @Override
    public void close() {
        stopped = true;
        beats.interrupt();
        publisher.close();
    }
}
