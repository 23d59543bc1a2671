package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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
        try (CacheNode primary = primary(topic.new Publisher());
                CacheNode replica = replica(topic.new Feed());
                TestClient client = new TestClient(primary.port())) {
            SampleLoad.run(client, 21, 20_000);
            awaitLsn(replica, lsn(primary));
            assertEquals(KeyspaceDump.of(primary.port()), KeyspaceDump.of(replica.port()));
        }
        assertTrue(topic.judged().lastLsn() > 0, "every record of the topic is valid, heartbeats too");
    }

    @Test
    void aReplicaAnswersReadsAndRefusesWrites() throws IOException {
        try (CacheNode primary = primary(topic.new Publisher());
                CacheNode replica = replica(topic.new Feed());
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
    void aRestartedReplicaReadsOnFromItsStoredPosition() throws IOException {
        SortedMap<String, String> held;
        try (CacheNode primary = primary(topic.new Publisher())) {
            try (CacheNode replica = replica(topic.new Feed());
                    TestClient client = new TestClient(primary.port())) {
                SampleLoad.run(client, 22, 3_000);
                awaitLsn(replica, lsn(primary));
            }
            int seen = topic.size();
            try (TestClient client = new TestClient(primary.port())) {
                SampleLoad.run(client, 23, 3_000);
            }
            MemoryTopic.Feed feed = topic.new Feed();
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
        try (CacheNode primary = primary(topic.new Publisher());
                TestClient client = new TestClient(primary.port())) {
            SampleLoad.run(client, 24, 20_000);
            SortedMap<String, String> held = KeyspaceDump.of(primary.port());
            long lsn = lsn(primary);
            while (topic.judged().lastLsn() < lsn) Thread.onSpinWait();
            try (CacheNode replica = replica(topic.new Feed())) {
                assertEquals(held, KeyspaceDump.of(replica.port()));
            }
        }
    }

    @Test
    void anExpiredKeyIsHiddenByTheLogsTimeAndDeletedByThePrimary() throws IOException {
        try (CacheNode primary = primary(topic.new Publisher());
                CacheNode replica = replica(topic.new Feed());
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
        try (CacheNode primary = primary(topic.new Publisher());
                CacheNode replica = replica(topic.new Feed());
                TestClient writer = new TestClient(primary.port());
                TestClient reader = new TestClient(replica.port())) {
            writer.call("SET", "big", value);
            writer.call("SET", "small", "1");
            awaitLsn(replica, 2);
            assertEquals(value, reader.call("GET", "big"));
            assertEquals("1", reader.call("GET", "small"));
        }
        try (CacheNode replica = replica(topic.new Feed());
                TestClient reader = new TestClient(replica.port())) {
            assertEquals(value, reader.call("GET", "big"));
        }
    }

    @Test
    void aDeposedPrimaryStopsAnsweringAndEnds() throws IOException {
        MemoryTopic.Publisher publisher = topic.new Publisher();
        CacheNode primary = primary(publisher);
        try (TestClient client = new TestClient(primary.port())) {
            assertEquals("OK", client.call("SET", "a", "1"));
            publisher.deposed.accept(new HeadwaterException("another primary leads shard 0", "", HeadwaterException.EXIT_FENCED));
            HeadwaterException fault = assertThrows(HeadwaterException.class, primary::awaitTermination);
            assertEquals(HeadwaterException.EXIT_FENCED, fault.exitCode());
            assertThrows(IOException.class, () -> {
                client.send("GET", "a");
                throw new EOFException(client.reply());
            });
        } finally {
            primary.close();
        }
    }

    @Test
    void aTailOfALostEpochStopsTheStart() throws IOException {
        try (CacheNode primary = primary(topic.new Publisher());
                TestClient client = new TestClient(primary.port())) {
            for (int i = 0; i < 50; i++) client.call("SET", "k" + i, "v");
        }
        FilterState first = topic.prefix(1).judged();
        MemoryTopic other = topic.prefix(1);
        RecordStamp stamp = new RecordStamp(new Timeline(1, 2), 0, 2, 99, 0, 1);
        other.append(new Claim("b", "127.0.0.1:1", first.lastId(), FailoverMode.MANUAL).encoded(stamp, first.lastTimeMs() + 1));
        other.append(batch(stamp, first.lastTimeMs() + 2));
        HeadwaterException refusal = assertThrows(
                HeadwaterException.class,
                () -> CacheNode.start(TestNode.config(REPLICA, primaryDirectory), ports(null, other.new Feed())).close());
        assertEquals(HeadwaterException.EXIT_FENCED, refusal.exitCode());
        assertTrue(refusal.getMessage().contains("lost epoch"), refusal.getMessage());
    }

    private static byte[] batch(RecordStamp stamp, long timeMs) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(timeMs, 0, null);
        encoder.beginEffect(Cause.COMMAND, 3);
        for (String argument : new String[] {"SET", "k", "other"}) {
            byte[] bytes = argument.getBytes(StandardCharsets.US_ASCII);
            encoder.argument(bytes, 0, bytes.length);
        }
        encoder.endEffect();
        encoder.endEntry();
        byte[][] sealed = new byte[1][];
        encoder.seal(stamp, (bytes, offset, length, lsn, time) -> sealed[0] = Arrays.copyOfRange(bytes, offset, offset + length));
        return sealed[0];
    }

    private CacheNode primary(MemoryTopic.Publisher publisher) {
        return CacheNode.start(TestNode.config(PRIMARY, primaryDirectory), ports(publisher, null));
    }

    private CacheNode replica(MemoryTopic.Feed feed) {
        return CacheNode.start(TestNode.config(REPLICA, replicaDirectory), ports(null, feed));
    }

    private static NodePorts ports(PrimaryLog log, ReplicaFeed feed) {
        return new NodePorts(log, feed, null, BaseBuilder.IN_PROCESS, line -> {});
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
