package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.Load;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** kill -9 of a node in the middle of a load: nothing acknowledged is lost, nothing is doubled, and its readers agree with it. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KilledNodeTest {
    private static final int ROUNDS = 4;

    @TempDir Path directory;

    @Test
    void withoutKafkaNothingAcknowledgedIsLost() {
        try (NodeProcess node = NodeProcess.plain(directory.resolve("node"), "--durability", "disk")) {
            killRepeatedly(node, new Random(1));
        }
    }

    @Test
    void withKafkaNothingAcknowledgedIsLostAndTheReplicaEqualsTheNode(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess node =
                        NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster, "--durability", "disk");
                NodeProcess replica =
                        NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica")) {
            killRepeatedly(node, new Random(2));
            assertReplicaEquals(node, replica);
        }
    }

    @Test
    void aReplicaKilledInTheMiddleCatchesUpAndEqualsTheNode(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster);
                NodeProcess replica =
                        NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica")) {
            try (Load load = Load.start(node, 3)) {
                for (int round = 1; round <= 3; round++) {
                    load.awaitCount(round * 2_000L);
                    replica.kill9();
                    load.awaitCount(round * 2_000L + 1_000);
                    replica.restart();
                }
            }
            assertReplicaEquals(node, replica);
        }
    }

    private static void killRepeatedly(NodeProcess node, Random random) {
        Map<String, Long> held = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (Load load = Load.start(node, round, held)) {
                load.awaitCount(1_000 + random.nextInt(2_000));
                node.kill9();
                load.close();
                node.restart();
                held = verify(node, load);
            }
        }
    }

    /** Every counter lies between what was acknowledged and what was sent, and its list was written with it, in order. */
    private static Map<String, Long> verify(NodeProcess node, Load load) {
        Map<String, Long> held = new HashMap<>();
        try (Jedis client = node.client()) {
            load.attempted().forEach((key, attempted) -> {
                String text = client.get(key);
                long value = text == null ? 0 : Long.parseLong(text);
                long acknowledged = load.acknowledged().getOrDefault(key, 0L);
                assertTrue(acknowledged <= value, key + ": acknowledged " + acknowledged + ", found " + value);
                assertTrue(value <= attempted, key + ": sent " + attempted + ", found " + value);
                long length = client.llen("list:" + key);
                assertTrue(length == value || length == value - 1, key + " = " + value + ", its list has " + length);
                if (length == value - 1) {
                    client.rpush("list:" + key, "" + value); // the kill fell between the two commands
                }
                held.put(key, value);
            });
        }
        return held;
    }

    static void assertReplicaEquals(NodeProcess node, NodeProcess replica) {
        try (Jedis primary = node.client();
                Jedis reader = replica.client()) {
            primary.set("last", "write");
            Await.until("the replica has the last write", Duration.ofSeconds(30), () -> reader.get("last"), "write"::equals);
            assertEquals(Contents.of(primary, 16), Contents.of(reader, 16));
        }
    }
}
