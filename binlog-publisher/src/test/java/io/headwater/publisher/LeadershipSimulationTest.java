package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes compete for a shard: started, killed, paused while others take over, on a topic that fails like Kafka. What a primary once saw committed must be
 * in the log for good, whoever leads later; and who leads at the end must hold exactly the log.
 */
class LeadershipSimulationTest {
    private static final Faults BAD = new Faults(20, 20, 20, 10, 2);

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 2_000})
    void noCommittedWriteIsLostWhoeverLeads(long firstSeed) {
        int takeovers = 0;
        for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
            Cluster cluster = new Cluster(seed);
            try {
                cluster.run(400);
                takeovers += cluster.takeovers;
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertTrue(takeovers > 100, "the nodes hardly competed: " + takeovers + " takeovers");
    }

    private static final class Node {
        final String name;
        MemoryLog local;
        SimulatedPrimary running;
        long pausedUntilNanos;
        long nextBeatNanos;
        long seenCommitted;

        Node(String name) {
            this.name = name;
            this.local = new MemoryLog(name);
        }
    }

    private static final class Cluster {
        private final Random random;
        private final SimulatedTopic topic;
        private final List<Node> nodes = List.of(new Node("n1"), new Node("n2"), new Node("n3"));
        private final Map<Long, byte[]> committedByLsn = new TreeMap<>();
        private Node starting;
        private String lastLeader = "";
        int takeovers;

        Cluster(long seed) {
            random = new Random(seed);
            topic = new SimulatedTopic(random, SimulatedPrimary.SHARD, BAD);
            topic.others = this::turn;
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                Node node = nodes.get(random.nextInt(nodes.size()));
                switch (random.nextInt(12)) {
                    case 0 -> start(node);
                    case 1 -> kill(node);
                    case 2 -> node.pausedUntilNanos = topic.nanoTime() + random.nextLong(3_000_000_000L);
                    case 3, 4, 5, 6 -> {
                        if (node.running != null) {
                            node.running.write(random.nextInt(1, 3), 20);
                        }
                    }
                    default -> topic.step(random.nextLong(50_000_000));
                }
            }
            settle();
        }

        private void start(Node node) {
            if (node.running != null || starting != null) {
                return;
            }
            starting = node;
            try {
                node.running = new SimulatedPrimary(topic, node.local, random);
                node.seenCommitted = node.running.publication.committedLsn();
                takeovers += lastLeader.isEmpty() || lastLeader.equals(node.name) ? 0 : 1;
                lastLeader = node.name;
            } catch (LogUnavailableException away) {
                // tried again some other time
            } catch (HeadwaterException refused) {
                assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode(), refused.getMessage());
                if (!refused.getMessage().contains("is alive")) {
                    node.local = new MemoryLog(node.name); // what the hint says: start with an empty directory
                }
            } finally {
                starting = null;
            }
        }

        private void kill(Node node) {
            if (node.running != null) {
                node.running.kill();
                node.running = null;
            }
        }

        /** What running nodes do while time passes. */
        private void turn() {
            for (Node node : nodes) {
                if (node.running != null && topic.nanoTime() > node.pausedUntilNanos) {
                    work(node);
                }
            }
        }

        private void work(Node node) {
            if (topic.nanoTime() > node.nextBeatNanos) {
                node.nextBeatNanos = topic.nanoTime() + 100_000_000;
                node.running.heartbeat();
            }
            try {
                node.running.publication.doWork();
            } catch (HeadwaterException deposed) {
                assertEquals(HeadwaterException.EXIT_FENCED, deposed.exitCode(), deposed.getMessage());
                kill(node);
                return;
            }
            if (node.running.publication.settled()) {
                remember(node);
            }
        }

        private void remember(Node node) {
            long committed = node.running.publication.committedLsn();
            if (committed <= node.seenCommitted) {
                return;
            }
            LogRecordReader record = new LogRecordReader();
            for (byte[] frame : node.local.records()) {
                record.wrap(frame, 0, frame.length);
                if (record.lastLsn() > node.seenCommitted && record.lastLsn() <= committed) {
                    byte[] before = committedByLsn.put(record.lastLsn(), frame);
                    assertEquals(null, before, "lsn " + record.lastLsn() + " was committed twice");
                }
            }
            node.seenCommitted = committed;
        }

        private void settle() {
            nodes.forEach(this::kill);
            topic.faults(Faults.NONE);
            topic.awaySteps = 0;
            Node last = new Node("n4");
            start(last);
            assertNotNull(last.running);
            Map<Long, byte[]> log = new TreeMap<>();
            List<byte[]> records = new ArrayList<>();
            ShardReader reader = topic.open(KafkaNote.NONE);
            while (reader.nextOffset() < topic.values().size()) {
                for (JudgedRecord record : reader.poll(Duration.ZERO)) {
                    if (record.verdict() == Verdict.BATCH) {
                        log.put(record.lastLsn(), record.payload());
                        records.add(record.payload());
                    }
                }
            }
            committedByLsn.forEach((lsn, frame) -> assertArrayEquals(frame, log.get(lsn), "committed lsn " + lsn));
            List<byte[]> binlog = last.local.records();
            assertEquals(records.size(), binlog.size(), "records of the last leader");
            for (int i = 0; i < binlog.size(); i++) {
                assertArrayEquals(records.get(i), binlog.get(i), "record " + i);
            }
        }
    }
}
