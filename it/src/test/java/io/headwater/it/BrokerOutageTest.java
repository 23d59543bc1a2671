package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.Load;
import io.headwater.it.harness.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The broker dies in the middle of a load and comes back: the node goes on, the backlog follows, and its order is kept. */
@Tag("together")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BrokerOutageTest {
    /** The outage is the thing under test; nothing else waits for this time. It is longer than the requests of readers wait for an answer, 10 s; a minute or more by {@code -Dheadwater.outage.seconds}. */
    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("headwater.outage.seconds", 20));

    @TempDir Path directory;

    @Test
    void aNodeServesThroughAnOutageOfItsBrokerAndThenCatchesUp() {
        String cluster = Kafka.newCluster();
        try (Kafka kafka = Kafka.start(directory);
                NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster);
                NodeProcess replica =
                        NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica")) {
            try (Load load = Load.start(node, 5)) {
                load.awaitCount(2_000);
                kafka.broker().kill9();
                long before = load.count();
                LockSupport.parkNanos(OUTAGE.toNanos());
                assertTrue(load.count() > before + 1_000, "the node stopped serving without its broker");
                kafka.broker().restart();
                load.awaitCount(load.count() + 2_000);
            }
            KilledNodeTest.assertReplicaEquals(node, replica);
            assertListsCountUp(replica);
        }
    }

    @Test
    void aBrokerKilledAgainAndAgainLosesAndDoublesNothing() {
        String cluster = Kafka.newCluster();
        try (Kafka kafka = Kafka.start(directory);
                NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster);
                NodeProcess replica =
                        NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica")) {
            try (Load load = Load.start(node, 6)) {
                for (int round = 0; round < 3; round++) {
                    load.awaitCount(load.count() + 1_500);
                    kafka.broker().kill9();
                    load.awaitCount(load.count() + 1_500);
                    kafka.broker().restart();
                }
            }
            KilledNodeTest.assertReplicaEquals(node, replica);
            assertListsCountUp(replica);
        }
    }

    private static void assertListsCountUp(NodeProcess replica) {
        try (Jedis client = replica.client()) {
            for (String key : client.keys("list:*")) {
                long expected = 1;
                for (String element : client.lrange(key, 0, -1)) {
                    assertEquals("" + expected++, element, key);
                }
            }
        }
    }
}
