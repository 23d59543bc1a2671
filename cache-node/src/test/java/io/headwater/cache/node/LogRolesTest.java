package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodePlace;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary that has a log, and replicas that follow it, over a topic in memory. */
class LogRolesTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final NodePlace REPLICA = new NodePlace("headwater", 0, 1, NodePlace.Role.REPLICA, true);

    @TempDir
    Path primaryDirectory;

    @TempDir
    Path replicaDirectory;

    private final MemoryTopic topic = new MemoryTopic();

    @Test
    void aReplicaHoldsWhatThePrimaryHolds() throws IOException {
        try (CacheNode primary = primary(log());
                CacheNode replica = replica(log());
                TestClient client = new TestClient(primary.port())) {
            SampleLoad.run(client, 21, 20_000);
            awaitLsn(replica, lsn(primary));
            assertEquals(KeyspaceDump.of(primary.port()), KeyspaceDump.of(replica.port()));
        }
        assertTrue(topic.judged().lastLsn() > 0, "every record of the topic is valid, heartbeats too");
    }

    @Test
    void aReplicaAnswersReadsAndRefusesWrites() throws IOException {
        try (CacheNode primary = primary(log());
                CacheNode replica = replica(log());
                TestClient writer = new TestClient(primary.port());
                TestClient reader = new TestClient(replica.port())) {
            writer.call("SET", "a", "1");
            awaitLsn(replica, 1);
            assertEquals("1", reader.call("GET", "a"));
            assertEquals("(error) READONLY You can't write against a read only replica.", reader.call("SET", "a", "2"));
            assertTrue(reader.call("INFO", "replication").contains("role:slave"));
            assertTrue(reader.call("INFO", "replication").contains("headwater_lag_ms:"));
        }
    }

    @Test
    void whatAReplicaHasOnItsDiskIsACopyForWaitaof() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (CacheNode primary = CacheNode.start(TestNode.config(PRIMARY, primaryDirectory), new NodePorts(log(), directory, BaseBuilder.IN_PROCESS, line -> {}));
                CacheNode replica = CacheNode.start(TestNode.config(REPLICA, replicaDirectory), new NodePorts(log(), directory, BaseBuilder.IN_PROCESS, line -> {}));
                TestClient client = new TestClient(primary.port())) {
            client.call("SET", "a", "1");
            assertEquals("[1, 2]", client.call("WAITAOF", "1", "2", "30000"));
            awaitLsn(replica, 1);
            assertEquals("[1, 2]", client.call("WAITAOF", "0", "3", "1"));
            assertEquals("1", client.call("WAIT", "1", "0"));
        }
    }

    @Test
    void aRestartedReplicaReadsOnFromItsStoredPosition() throws IOException {
        SortedMap<String, String> held;
        try (CacheNode primary = primary(log())) {
            try (CacheNode replica = replica(log());
                    TestClient client = new TestClient(primary.port())) {
                SampleLoad.run(client, 22, 3_000);
                awaitLsn(replica, lsn(primary));
            }
            int seen = topic.size();
            try (TestClient client = new TestClient(primary.port())) {
                SampleLoad.run(client, 23, 3_000);
            }
            MemoryShardLog feed = log();
            try (CacheNode replica = replica(feed)) {
                assertTrue(feed.firstOffset > 0 && feed.firstOffset <= seen, "reads on from " + feed.firstOffset + " of " + seen);
                awaitLsn(replica, lsn(primary));
                held = KeyspaceDump.of(primary.port());
                assertEquals(held, KeyspaceDump.of(replica.port()));
            }
        }
    }

    @Test
    void aReplicaServesOnceItHasWhatTheTopicHeld() throws IOException {
        try (CacheNode primary = primary(log());
                TestClient client = new TestClient(primary.port())) {
            SampleLoad.run(client, 24, 20_000);
            SortedMap<String, String> held = KeyspaceDump.of(primary.port());
            long lsn = lsn(primary);
            while (topic.judged().lastLsn() < lsn) Thread.onSpinWait();
            try (CacheNode replica = replica(log())) {
                assertEquals(held, KeyspaceDump.of(replica.port()));
            }
        }
    }

    @Test
    void anExpiredKeyIsHiddenByTheLogsTimeAndDeletedByThePrimary() throws IOException {
        try (CacheNode primary = primary(log());
                CacheNode replica = replica(log());
                TestClient writer = new TestClient(primary.port());
                TestClient reader = new TestClient(replica.port())) {
            writer.call("SET", "a", "1", "PX", "150");
            awaitLsn(replica, 1);
            // The SET has lsn 1; the DEL that the primary's expiry cycle logs has lsn 2.
            awaitLsn(replica, 2);
            assertEquals("(nil)", reader.call("GET", "a"));
            assertEquals("0", reader.call("DBSIZE"));
        }
    }

    @Test
    void aLargeEntryTravelsInChunks() throws IOException {
        String value = "0123456789".repeat(300_000);
        try (CacheNode primary = primary(log());
                CacheNode replica = replica(log());
                TestClient writer = new TestClient(primary.port());
                TestClient reader = new TestClient(replica.port())) {
            writer.call("SET", "big", value);
            writer.call("SET", "small", "1");
            awaitLsn(replica, 2);
            assertEquals(value, reader.call("GET", "big"));
            assertEquals("1", reader.call("GET", "small"));
        }
        try (CacheNode replica = replica(log());
                TestClient reader = new TestClient(replica.port())) {
            assertEquals(value, reader.call("GET", "big"));
        }
    }

    @Test
    void aDeposedPrimaryStopsAnsweringAndEnds() throws IOException {
        CacheNode primary = primary(log());
        try (TestClient client = new TestClient(primary.port())) {
            assertEquals("OK", client.call("SET", "a", "1"));
            topic.claim("b");
            NodeRestart restart = assertThrows(NodeRestart.class, primary::awaitTermination);
            assertEquals(NodeRestart.Reason.DEPOSED, restart.reason());
            assertEquals(2, restart.epoch());
            assertThrows(IOException.class, () -> {
                client.send("GET", "a");
                throw new EOFException(client.reply());
            });
        } finally {
            primary.close();
        }
    }

    private MemoryShardLog log() {
        return new MemoryShardLog(topic);
    }

    private CacheNode primary(MemoryShardLog log) {
        return CacheNode.start(TestNode.config(PRIMARY, primaryDirectory), ports(log));
    }

    private CacheNode replica(MemoryShardLog log) {
        return CacheNode.start(TestNode.config(REPLICA, replicaDirectory), ports(log));
    }

    private static NodePorts ports(ShardLog log) {
        return new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {});
    }

    private static long lsn(CacheNode node) throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            String info = client.call("INFO", "replication");
            String position = info.substring(info.indexOf("headwater_position:") + 19);
            return Long.parseLong(position.substring(position.indexOf(':') + 1, position.indexOf('\r')));
        }
    }

    private static void awaitLsn(CacheNode node, long lsn) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (lsn(node) < lsn) assertTrue(System.nanoTime() < deadline, "stuck at lsn " + lsn(node) + " before " + lsn);
    }
}
