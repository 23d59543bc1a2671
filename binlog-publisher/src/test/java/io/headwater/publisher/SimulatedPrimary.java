package io.headwater.publisher;

import io.headwater.cache.node.PrimaryLog.Leadership;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.ShardClock;
import java.util.random.RandomGenerator;

/** One process of a node: claims, then writes and publishes, one step at a time. */
final class SimulatedPrimary {
    static final int SHARD = 3;

    private final SimulatedTopic topic;
    private final MemoryLog local;
    private final RandomGenerator random;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Leadership leadership;
    final Publication publication;

    /** Starts the process; returns when it leads. */
    SimulatedPrimary(SimulatedTopic topic, MemoryLog local, RandomGenerator random) {
        this.topic = topic;
        this.local = local;
        this.random = random;
        PublisherSetup setup =
                new PublisherSetup(topic, local, SHARD, topic::nanoTime, topic.signal());
        ClaimProcedure.Won won = new ClaimProcedure(
                        setup,
                        FailoverMode.MANUAL,
                        last -> new ShardClock(() -> topic.nanoTime() / 1_000_000, topic::nanoTime, last),
                        line -> {},
                        random)
                .run();
        leadership = won.leadership();
        publication = new Publication(setup, won.log(), read -> {}, heartbeats, new LeaseProof());
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
