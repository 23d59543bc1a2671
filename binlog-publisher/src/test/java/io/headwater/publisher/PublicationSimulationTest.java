package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random errors, doubled and late records, outages, kills and power cuts of one node. After each history, a reader of the topic must find the
 * node's binlog in it: every entry once, in order, without a gap.
 */
class PublicationSimulationTest {
    private static final Faults BAD = new Faults(30, 30, 30, 20, 5);
    private static final int LARGE = BatchEncoder.MAX_BATCH_BYTES + 1000;

    @Test
    void withoutFaultsEveryRecordIsAppendedOnce() {
        History history = new History(1, Faults.NONE);
        history.run(500, 0);
        history.check();
        long records = history.local.records().size();
        assertEquals(records, history.delivered().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 2_000, 3_000})
    void theLogHoldsTheBinlogWhateverProducersSuffer(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 250; seed++) {
            History history = new History(seed, BAD);
            try {
                history.run(300, 0);
                history.check();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000, 11_000, 12_000, 13_000})
    void theLogHoldsTheBinlogWhateverKillsTheNode(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 250; seed++) {
            History history = new History(seed, BAD);
            try {
                history.run(300, 20);
                history.check();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {20_000, 21_000})
    void theLogHoldsTheBinlogAgainAfterItsEndWasLost(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 250; seed++) {
            History history = new History(seed, BAD);
            try {
                history.truncateChance = 20;
                history.run(300, 20);
                history.check();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    /** One node's life. */
    private static final class History {
        private final Faults faults;
        private final Random random;
        private final SimulatedTopic topic;
        private final MemoryLog local = new MemoryLog("n1");
        private SimulatedPrimary primary;
        /** In 1000, per step. */
        int truncateChance;

        private int claimedSize;

        History(long seed, Faults faults) {
            this.faults = faults;
            random = new Random(seed);
            topic = new SimulatedTopic(random, SimulatedPrimary.SHARD, faults);
            primary = start();
        }

        /** Starts the node as often as it takes: without Kafka a start fails. */
        private SimulatedPrimary start() {
            while (true) {
                try {
                    SimulatedPrimary started = new SimulatedPrimary(topic, local, random);
                    claimedSize = topic.values().size();
                    return started;
                } catch (LogUnavailableException away) {
                    topic.step(100_000_000);
                }
            }
        }

        /** @param killChance in 1000, per step */
        void run(int steps, int killChance) {
            for (int i = 0; i < steps; i++) {
                if (random.nextInt(1000) < killChance) {
                    restart();
                }
                int kept = topic.values().size() - random.nextInt(6);
                if (random.nextInt(1000) < truncateChance && kept >= claimedSize) {
                    // It shows at the next append. A log that grew up to the old end unseen would need the leader's epoch beside each offset.
                    topic.faults(Faults.NONE);
                    topic.truncate(kept);
                    primary.write(1, 10);
                    settle();
                }
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> primary.write(random.nextInt(1, 4), random.nextInt(50));
                    case 3 -> primary.heartbeat();
                    case 4 -> local.note(primary.publication.settled() ? primary.publication.note() : local.newestNote());
                    case 5 -> {
                        if (random.nextInt(50) == 0) {
                            primary.write(1, LARGE);
                        }
                    }
                    default -> {
                        primary.publication.doWork();
                        topic.step(random.nextInt(5_000_000));
                    }
                }
            }
            settle();
        }

        private void settle() {
            topic.faults(Faults.NONE);
            topic.awaySteps = 0;
            primary.drain();
            topic.faults(faults);
        }

        private void restart() {
            primary.kill();
            if (truncateChance == 0 && random.nextBoolean()) { // both at once may lose the note that the log was truncated
                local.lose(random.nextInt(Math.min(local.frames(), 10) + 1));
            }
            primary = start();
        }

        List<byte[]> delivered() {
            List<byte[]> delivered = new ArrayList<>();
            ShardReader reader = topic.open(KafkaNote.NONE);
            while (reader.nextOffset() < topic.values().size()) {
                for (JudgedRecord record : reader.poll(Duration.ZERO)) {
                    if (record.verdict().takesEffect() || record.verdict() == Verdict.CHUNK) {
                        delivered.add(record.payload());
                    }
                }
            }
            return delivered;
        }

        void check() {
            List<byte[]> delivered = delivered();
            List<byte[]> binlog = local.records();
            for (int i = 0; i < Math.min(delivered.size(), binlog.size()); i++) {
                assertArrayEquals(binlog.get(i), delivered.get(i), "record " + i);
            }
            assertEquals(binlog.size(), delivered.size(), "records");
        }
    }
}
