package io.headwater.publisher;

import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** One process of a node: claims, then writes and publishes, one step at a time. */
final class SimulatedPrimary {
    static final int SHARD = 3;

    private final SimulatedTopic topic;
    private final MemoryLog local;
    private final RandomGenerator random;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Leadership leadership;
    private long nonce;
    private long takenLsn;
    final Publication publication;

    /**
     * Starts the process; returns when it leads. How a claim is made is none of its business: it stands in the topic all at once.
     *
     * @throws io.headwater.replication.LogUnavailableException if the topic is away
     */
    SimulatedPrimary(SimulatedTopic topic, MemoryLog local, RandomGenerator random) {
        this.topic = topic;
        this.local = local;
        this.random = random;
        this.takenLsn = local.lastLsn();
        PublisherSetup setup =
                new PublisherSetup(topic, local, SHARD, topic::nanoTime, topic.signal());
        ShardReader log = topic.open(local.newestNote());
        FilterState won;
        do {
            log = settled(setup, log);
            claim(log.state());
            readToEnd(log);
            won = log.state();
        } while (won.publisher() != nonce);
        ShardClock clock = new ShardClock(() -> topic.nanoTime() / 1_000_000, topic::nanoTime, won.lastTimeMs());
        leadership = new Leadership(
                new RecordStamp(won.timeline(), SHARD, won.epoch(), nonce, 1, won.lastLsn() + 1), clock);
        publication = new Publication(setup, log, read -> {}, heartbeats, new LeaseProof());
    }

    /** Takes over what the log holds, and brings the directory's own tail into it. */
    private ShardReader settled(PublisherSetup setup, ShardReader log) {
        readToEnd(log);
        if (local.lastLsn() <= log.lastLsn()) {
            return log;
        }
        Publication tail = new Publication(setup, log, this::take, new Heartbeats(), new LeaseProof());
        while (!tail.settled() || tail.committedLsn() < local.lastLsn()) {
            if (!tail.doWork()) {
                topic.step(1_000_000);
            }
        }
        return tail.release();
    }

    private void readToEnd(ShardReader log) {
        while (log.nextOffset() < topic.values().size()) {
            take(log.poll(Duration.ZERO));
        }
    }

    private void take(List<JudgedRecord> records) {
        for (JudgedRecord record : records) {
            boolean entries = record.verdict() != Verdict.CLAIM && record.verdict() != Verdict.HEARTBEAT;
            if (entries && record.lastLsn() > takenLsn) {
                local.append(record.bytes(), record.payloadOffset(), record.length());
                takenLsn = record.verdict().takesEffect() ? record.lastLsn() : takenLsn;
            }
        }
    }

    private void claim(FilterState before) {
        nonce = random.nextLong();
        Timeline timeline = before.timeline() == null ? new Timeline(1, 2) : before.timeline();
        RecordStamp stamp = new RecordStamp(timeline, SHARD, before.epoch() + 1, nonce, 0, before.lastLsn() + 1);
        long timeMs = Math.max(before.lastTimeMs(), local.lastTimeMs()) + 1;
        byte[] claim = new Claim(local.nodeName(), local.address(), before.lastId(), FailoverMode.MANUAL).encoded(stamp, timeMs);
        byte[] value = new byte[WireFormat.PREFIX_BYTES + claim.length];
        WireFormat.write(value, 0, topic.schemaId());
        System.arraycopy(claim, 0, value, WireFormat.PREFIX_BYTES, claim.length);
        topic.values().add(value);
    }

    long epoch() {
        return leadership.stamp().epoch();
    }

    /** Executes commands: one batch of a few entries. */
    void write(int entries, int valueBytes) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        for (int i = 0; i < entries; i++) {
            encoder.beginEntry(leadership.clock().now(), 0, null);
            encoder.beginEffect(Cause.COMMAND, 2);
            encoder.argument("SET".getBytes(), 0, 3);
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            encoder.argument(value, 0, value.length);
            encoder.endEffect();
            encoder.endEntry();
        }
        encoder.seal(leadership.stamp(), (bytes, offset, length, lsn, time) -> local.append(bytes, offset, length));
    }

    void heartbeat() {
        heartbeats.offer(
                Heartbeat.encoded(leadership.stamp(), leadership.clock().now()), leadership.stamp().lastLsn());
    }

    /** Publishes until everything is in the log. */
    void drain() {
        for (int i = 0; i < 1_000_000; i++) {
            if (publication.settled() && publication.committedLsn() == local.lastLsn() && publication.bytesInFlight() == 0) {
                return;
            }
            if (!publication.doWork()) {
                topic.step(1_000_000);
            }
        }
        throw new AssertionError("the backlog does not end: lsn " + publication.committedLsn() + " of " + local.lastLsn());
    }

    /** The process ends as if by SIGKILL: what its producer had under way may still land. */
    void kill() {
        publication.close();
    }
}
