package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.it.harness.SharedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** Two shards behave as a Redis Cluster to a stock client, and restore together. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TwoShardsTest {
    private static final int KEYS = 500;

    @TempDir Path directory;

    @Test
    void aStockClusterClientFindsEveryKeyAndTheRestoreIsTheirUnion(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess first = shard(kafka, cluster, 0, "primary");
                NodeProcess second = shard(kafka, cluster, 1, "primary");
                NodeProcess replica = shard(kafka, cluster, 1, "replica")) {
            awaitTopology(first);
            awaitTopology(second);
            try (JedisCluster client = new JedisCluster(Set.of(new HostAndPort("127.0.0.1", first.port())))) {
                for (int i = 0; i < KEYS; i++) {
                    client.set("key:" + i, "value:" + i);
                }
                for (int i = 0; i < KEYS; i++) {
                    assertEquals("value:" + i, client.get("key:" + i));
                }
            }
            try (Jedis zero = first.client();
                    Jedis one = second.client();
                    Jedis reader = replica.client()) {
                assertEquals(KEYS, zero.dbSize() + one.dbSize());
                assertTrue(zero.dbSize() > KEYS / 3 && one.dbSize() > KEYS / 3);
                assertRedirects(zero, one, reader);
            }
            assertUnionRestores(kafka, cluster);
            assertAnotherNumberOfShardsIsRefused(kafka, cluster);
        }
    }

    private static void assertRedirects(Jedis zero, Jedis one, Jedis reader) {
        String key = "key:0";
        Jedis foreign = zero.clusterKeySlot(key) < 8192 ? one : zero;
        assertThrows(JedisMovedDataException.class, () -> foreign.get(key));
        assertTrue(assertThrows(JedisDataException.class, () -> zero.mget("a", "b", "c"))
                .getMessage()
                .startsWith("CROSSSLOT"));
        assertTrue(assertThrows(JedisDataException.class, () -> zero.select(1)).getMessage().contains("SELECT"));
        String ofShardOne = null;
        for (int i = 0; ofShardOne == null; i++) {
            ofShardOne = zero.clusterKeySlot("key:" + i) >= 8192 ? "key:" + i : null;
        }
        String wanted = ofShardOne;
        assertThrows(JedisMovedDataException.class, () -> reader.get(wanted));
        reader.sendCommand(Protocol.Command.READONLY);
        Await.until("the replica has it", Duration.ofSeconds(10), () -> reader.get(wanted), value -> value != null);
        assertThrows(JedisMovedDataException.class, () -> reader.set(wanted, "x"));
    }

    private void assertUnionRestores(Kafka kafka, String cluster) {
        Path rdb = directory.resolve("dump.rdb");
        Command.Result restored = Command.run(
                "restore", "--to", "latest", "--rdb", rdb.toString(), "--store", "file:" + directory.resolve("archive"),
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster);
        assertEquals(0, restored.exitCode(), restored.err());
        try (RedisServer redis = RedisServer.start(directory);
                Jedis client = redis.client()) {
            assertEquals(KEYS, client.dbSize());
            assertEquals("value:7", client.get("key:7"));
        }
    }

    private void assertAnotherNumberOfShardsIsRefused(Kafka kafka, String cluster) {
        Command.Result refused = Command.run(
                "node", "--port", "" + Ports.free(), "--dir", directory.resolve("third").toString(),
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(),
                "--cluster", cluster, "--shard", "2", "--shards", "3");
        assertTrue(refused.exitCode() != 0);
        assertEquals(1, refused.err().lines().filter(line -> line.contains("shards")).count(), refused.err());
    }

    private NodeProcess shard(Kafka kafka, String cluster, int shard, String role) {
        return NodeProcess.inCluster(
                directory.resolve(role + shard), kafka, cluster, "--shards", "2", "--shard", "" + shard, "--role", role);
    }

    private static void awaitTopology(NodeProcess node) {
        try (Jedis client = node.client()) {
            Await.until("both shards are known", Duration.ofSeconds(20), () -> client.clusterSlots().size(), size -> size == 2);
        }
    }
}
