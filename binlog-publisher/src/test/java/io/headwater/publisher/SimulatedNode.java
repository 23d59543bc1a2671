package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.Events;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.ShardClock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One process of a node around its agent: a directory, and a writer that writes and beats while it leads. Stepped by the test. */
class SimulatedNode implements Events {
    static final int SHARD = 3;
    private static final long BEAT_NANOS = 100_000_000;

    final MemoryLog local;
    final LogAgent agent;
    private final SimulatedTopic topic;
    private final RandomGenerator random;
    private final LogRecordReader reader = new LogRecordReader();
    private long nextBeatNanos;
    private boolean handsOver;

    Leadership leadership;
    boolean caughtUp;
    int led;
    int releases;
    long committedLsn;
    long heardTimeMs;
    final List<String> leaders = new ArrayList<>();
    FilterState deposedBy;
    long lastValidLsn = -1;
    HeadwaterException failure;
    /** Whether its writer beats. */
    boolean beats = true;

    SimulatedNode(SimulatedTopic topic, MemoryLog local, RandomGenerator random, Ambition ambition, FailoverMode mode, int priority) {
        this(
                topic,
                local,
                local,
                random,
                ambition,
                new LogAgent(topic, SHARD, mode, priority, LeaseTimings.DEFAULT, topic::nanoTime, random, topic.signal()));
    }

    /** @param shown the directory as the agent sees it */
    SimulatedNode(
            SimulatedTopic topic, MemoryLog local, LocalLog shown, RandomGenerator random, Ambition ambition, LogAgent agent) {
        this.topic = topic;
        this.local = local;
        this.random = random;
        this.agent = agent;
        agent.start(shown, ambition, last -> new ShardClock(() -> topic.nanoTime() / 1_000_000, topic::nanoTime, last), this);
    }

    /** One turn of the agent, and of the writer. */
    void turn() {
        if (leads() && beats && topic.nanoTime() >= nextBeatNanos) {
            nextBeatNanos = topic.nanoTime() + BEAT_NANOS;
            agent.heartbeat(Heartbeat.encoded(leadership.stamp(), leadership.clock().now()), leadership.stamp().lastLsn());
        }
        agent.doWork();
    }

    /** Whether it may write. */
    boolean leads() {
        return leadership != null && !handsOver;
    }

    boolean leased() {
        return agent.leaseUntilNanos() - topic.nanoTime() > 0;
    }

    State state() {
        return agent.progress().state();
    }

    /** Executes commands: one batch of a few entries. */
    void write(int entries) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        for (int i = 0; i < entries; i++) {
            encoder.beginEntry(leadership.clock().now(), 0, null);
            encoder.beginEffect(Cause.COMMAND, 2);
            encoder.argument("SET".getBytes(), 0, 3);
            byte[] value = new byte[20];
            random.nextBytes(value);
            encoder.argument(value, 0, value.length);
            encoder.endEffect();
            encoder.endEntry();
        }
        seal(encoder);
    }

    /** Stops writing, ends the lease, and hands over. */
    void handOver() {
        agent.handOver(leadership.stamp().lastLsn() + 1);
        writeMarker();
    }

    /** Stops writing, and writes the marker as the last entry. */
    void writeMarker() {
        handsOver = true;
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.control(leadership.clock().now(), ControlKind.HAND_OVER, new byte[0]);
        seal(encoder);
    }

    private void seal(BatchEncoder encoder) {
        encoder.seal(leadership.stamp(), (bytes, offset, length, lsn, time) -> local.append(bytes, offset, length));
        agent.appended(local.lastLsn());
    }

    @Override
    public void record(byte[] payload, int offset, int length) {
        reader.wrap(payload, offset, length);
        if (reader.lastLsn() > local.lastLsn()) {
            local.append(payload, offset, length);
        }
    }

    @Override
    public void advanced(KafkaNote note) {
        local.note(note);
    }

    @Override
    public void committed(long lsn) {
        if (agent.progress().committedLsn() < lsn) {
            throw new AssertionError("lsn " + lsn + " is announced before progress() tells of it: who looks there now sleeps on");
        }
        committedLsn = lsn;
    }

    @Override
    public void heartbeat(long timeMs) {
        heardTimeMs = timeMs;
    }

    @Override
    public void caughtUp() {
        if (caughtUp) {
            throw new AssertionError("caught up twice");
        }
        caughtUp = true;
    }

    @Override
    public void leading(Leadership won) {
        leadership = won;
        handsOver = false;
        led++;
        committedLsn = won.stamp().lastLsn();
        leaders.add(local.nodeName());
        nextBeatNanos = topic.nanoTime();
        if (local.lastLsn() != won.stamp().lastLsn()) {
            throw new AssertionError("it leads from lsn " + won.stamp().lastLsn() + " with a directory that ends at " + local.lastLsn());
        }
    }

    @Override
    public void ledBy(String node, String address, long epoch) {
        leaders.add(node);
        leadership = null;
    }

    @Override
    public void deposed(FilterState by, long lastValid) {
        deposedBy = by;
        lastValidLsn = lastValid;
        leadership = null;
    }

    @Override
    public void released() {
        releases++;
        leadership = null;
    }

    @Override
    public void failed(HeadwaterException reason) {
        failure = reason;
        leadership = null;
    }
}
