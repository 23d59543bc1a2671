package io.headwater.it.log;

import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.Events;
import io.headwater.publisher.LeaseTimings;
import io.headwater.publisher.LogAgent;
import io.headwater.publisher.MemoryLog;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.ShardClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A node without a server: a directory in memory, the real agent of the log, and a writer that beats while it leads and writes when told. */
final class TestNode implements Events, AutoCloseable {
    static final int SHARD = 0;

    final MemoryLog local;
    final LogAgent agent;
    final CountDownLatch caughtUp = new CountDownLatch(1);
    final CompletableFuture<FilterState> deposed = new CompletableFuture<>();
    final CompletableFuture<HeadwaterException> failed = new CompletableFuture<>();
    private final Thread beats = new Thread(this::beat, "test-heartbeats");
    private final LogRecordReader reader = new LogRecordReader();
    private long takenLsn;
    private Leadership leadership; // guarded by this, as the writer thread's own; null while it follows
    private volatile String leader = "";
    private volatile long leadingSinceNanos;
    private volatile boolean stopped;

    TestNode(LogServices services, String cluster, MemoryLog local, Ambition ambition, FailoverMode mode) {
        this.local = local;
        takenLsn = local.lastLsn();
        agent = new LogAgent(services.kafka, services.registry, cluster, SHARD, mode, 0, LeaseTimings.DEFAULT);
        agent.start(local, ambition, last -> new ShardClock(System::currentTimeMillis, System::nanoTime, last), this);
        beats.setDaemon(true);
        beats.start();
    }

    /** A primary that leads. */
    static TestNode primary(LogServices services, String cluster, MemoryLog local) throws InterruptedException {
        TestNode node = new TestNode(services, cluster, local, Ambition.PRIMARY, FailoverMode.AUTO);
        node.awaitLeading(30);
        return node;
    }

    private void beat() {
        while (!stopped) {
            synchronized (this) {
                if (leadership != null) {
                    agent.heartbeat(
                            Heartbeat.encoded(leadership.stamp(), leadership.clock().now()),
                            leadership.stamp().lastLsn());
                }
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void record(byte[] payload, int offset, int length) {
        reader.wrap(payload, offset, length);
        if (reader.lastLsn() <= takenLsn) {
            return;
        }
        local.append(payload, offset, length);
        boolean batch = reader.kind() == RecordKind.BATCH;
        if (batch || reader.chunk().index() == reader.chunk().count() - 1) {
            takenLsn = reader.lastLsn();
        }
    }

    @Override
    public void advanced(KafkaNote note) {
        local.note(note);
    }

    @Override
    public void heartbeat(long timeMs) {}

    @Override
    public void caughtUp() {
        caughtUp.countDown();
    }

    @Override
    public synchronized void leading(Leadership won) {
        leadingSinceNanos = System.nanoTime();
        leader = local.nodeName();
        leadership = won;
    }

    @Override
    public void ledBy(String node, String address, long epoch) {
        leader = node;
    }

    @Override
    public synchronized void deposed(FilterState by, long lastValidLsn) {
        leadership = null;
        deposed.complete(by);
    }

    @Override
    public synchronized void released() {
        leadership = null;
        leader = "";
    }

    @Override
    public synchronized void failed(HeadwaterException reason) {
        leadership = null;
        failed.complete(reason);
    }

    /** Who leads, as this node has heard; empty before it heard of anybody. */
    String leader() {
        return leader;
    }

    synchronized boolean leads() {
        return leadership != null;
    }

    synchronized long epoch() {
        return leadership.stamp().epoch();
    }

    /** When it was told that it leads, on the monotonic clock. */
    long leadingSinceNanos() {
        return leadingSinceNanos;
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
        seal(encoder);
    }

    /** Stops writing and hands over. */
    synchronized void handOver() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.control(leadership.clock().now(), ControlKind.HAND_OVER, new byte[0]);
        agent.handOver(leadership.stamp().lastLsn() + 1);
        seal(encoder);
        takenLsn = local.lastLsn();
    }

    private void seal(BatchEncoder encoder) {
        encoder.seal(leadership.stamp(), (array, offset, length, lsn, time) -> {
            local.append(array, offset, length);
            agent.appended(lsn);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until the log holds everything written so far. */
    void awaitCommitted(long seconds) throws InterruptedException {
        await(seconds, () -> agent.progress().committedLsn() >= lastLsn());
    }

    void awaitRecords(int count) throws InterruptedException {
        await(30, () -> local.records().size() >= count);
    }

    void awaitLeading(long seconds) throws InterruptedException {
        await(seconds, this::leads);
    }

    void await(long seconds, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (failed.isDone() || System.nanoTime() > deadline) {
                throw new AssertionError(local.nodeName() + " at lsn " + lastLsn() + ": " + agent.progress(), failed.getNow(null));
            }
            Thread.sleep(2);
        }
    }

    /** The writer falls silent; the agent stays. */
    void stopBeating() throws InterruptedException {
        stopped = true;
        beats.interrupt();
        beats.join();
    }

    @Override
    public void close() {
        stopped = true;
        beats.interrupt();
        agent.close();
    }
}
