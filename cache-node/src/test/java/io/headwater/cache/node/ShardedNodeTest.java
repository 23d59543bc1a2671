package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.Position;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first of two shards, as cluster clients see it. */
class ShardedNodeTest {
    private static final NodePlace FIRST_OF_TWO = new NodePlace("headwater", 0, 2, NodePlace.Role.PRIMARY, true);

    @TempDir
    Path directory;

    private final KnownCluster cluster = new KnownCluster();

    @Test
    void foreignKeysAreRedirectedAndOwnOnesServed() throws IOException {
        try (CacheNode node = start();
                TestClient client = new TestClient(node.port())) {
            awaitTopology(client);
            String own = keyOfShard(0);
            String foreign = keyOfShard(1);
            assertEquals("OK", client.call("SET", own, "1"));
            assertEquals("(error) MOVED " + slot(foreign) + " 127.0.0.1:7777", client.call("SET", foreign, "1"));
            assertEquals("(error) CROSSSLOT Keys in request don't hash to the same slot", client.call("MSET", own, "1", foreign, "1"));
            assertTrue(client.call("INFO", "cluster").contains("cluster_enabled:1"));
            assertTrue(client.call("SELECT", "1").startsWith("(error) ERR SELECT is not allowed in cluster mode"));
        }
    }

    @Test
    void theTopologyIsThatOfTheClustersDirectory() throws IOException {
        try (CacheNode node = start();
                TestClient client = new TestClient(node.port())) {
            awaitTopology(client);
            String slots = client.call("CLUSTER", "SLOTS");
            assertTrue(slots.contains("0, 8191, [127.0.0.1, " + node.port()), slots);
            assertTrue(slots.contains("8192, 16383, [127.0.0.1, 7777"), slots);
            assertTrue(slots.contains("127.0.0.1, 7778"), "the second shard's replica: " + slots);
            assertEquals(node.name(), client.call("CLUSTER", "MYID"));
            assertEquals(List.of(0), cluster.announced, "this node told that it leads its shard");
        }
    }

    private CacheNode start() {
        var ports = new NodePorts(new MemoryShardLog(new MemoryTopic()), cluster, BaseBuilder.IN_PROCESS, line -> {});
        return CacheNode.start(TestNode.config(FIRST_OF_TWO, directory), ports);
    }

    private static void awaitTopology(TestClient client) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!client.call("CLUSTER", "SLOTS").contains("7777")) assertTrue(System.nanoTime() < deadline, "no topology");
    }

    private static String keyOfShard(int shard) {
        for (int i = 0; ; i++) {
            if (Slots.shardOf(slot("k" + i), 2) == shard) return "k" + i;
        }
    }

    private static int slot(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        return Slots.of(bytes, 0, bytes.length);
    }

    /** Knows the second shard from the start, and the first once it was announced. */
    private static final class KnownCluster implements ClusterDirectory {
        final List<Integer> announced = new ArrayList<>();
        private volatile ClusterMap map = new ClusterMap(
                2,
                List.of(new Primary(1, "other", "127.0.0.1:7777", 4)),
                List.of(new Reader("r", "replica", 1, "127.0.0.1:7778", Position.START, System.currentTimeMillis(), 60_000)));

        @Override
        public void join(int shards) {
            assertEquals(2, shards);
        }

        @Override
        public void announcePrimary(int shard, String node, String address, long epoch) {
            announced.add(shard);
            List<Primary> primaries = new ArrayList<>(map.primaries());
            primaries.add(new Primary(shard, node, address, epoch));
            map = new ClusterMap(2, primaries, map.readers());
        }

        @Override
        public void announceReader(Reader reader) {}

        @Override
        public ClusterMap map() {
            return map;
        }

        @Override
        public void close() {}
    }
}
