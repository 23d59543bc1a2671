package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node's role changes while it runs, and its clients stay. */
@Timeout(60)
class LeadershipTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final NodePlace STANDBY = new NodePlace("headwater", 0, 1, NodePlace.Role.STANDBY, true);

    @TempDir
    Path firstDirectory;

    @TempDir
    Path secondDirectory;

    private final MemoryTopic topic = new MemoryTopic();
    private final MemoryShardLog firstLog = new MemoryShardLog(topic);
    private final MemoryShardLog secondLog = new MemoryShardLog(topic);

    @Test
    void aPromotedStandbyHoldsEverythingThatWasCommittedAndTakesWritesOnOpenConnections() throws IOException {
        try (CacheNode second = second();
                TestClient standby = new TestClient(second.port())) {
            try (CacheNode first = first();
                    TestClient client = new TestClient(first.port())) {
                for (int i = 0; i < 500; i++) client.call("SET", "k" + i, "v" + i);
                assertTrue(standby.call("SET", "x", "1").startsWith("(error) READONLY"));
            }
            secondLog.claim();
            awaitOk(standby, "SET", "x", "1");
            assertEquals("v499", standby.call("GET", "k499"));
            assertEquals("501", standby.call("DBSIZE"));
            String info = standby.call("INFO", "replication");
            assertTrue(info.contains("role:master"), info);
            assertTrue(info.contains("headwater_position:2:501"), info);
        }
        assertEquals(501, topic.judged().lastLsn());
    }

    @Test
    void aPromotedStandbysDirectoryRecoversToTheSameKeyspace() throws IOException {
        try (CacheNode first = first();
                TestClient client = new TestClient(first.port())) {
            client.call("SET", "a", "1");
        }
        try (CacheNode second = second();
                TestClient client = new TestClient(second.port())) {
            secondLog.claim();
            awaitOk(client, "SET", "b", "2");
        }
        MemoryShardLog again = new MemoryShardLog(topic);
        try (CacheNode second = CacheNode.start(TestNode.config(STANDBY, secondDirectory), ports(again));
                TestClient client = new TestClient(second.port())) {
            assertEquals("[1, 2]", client.call("MGET", "a", "b").replace("\"", ""));
        }
    }

    @Test
    void aPrimaryThatHandsOverFollowsInTheSameProcessAndOnTheSameConnections() throws IOException {
        try (CacheNode first = first();
                CacheNode second = second();
                TestClient client = new TestClient(first.port());
                TestClient other = new TestClient(second.port())) {
            for (int i = 0; i < 100; i++) client.call("SET", "k" + i, "v");
            first.onWriterThread(NodeWriter::handOver);
            awaitReadOnly(client);
            await(() -> firstLog.progress().state() == ShardLog.State.FOLLOWING);
            secondLog.claim();
            awaitOk(other, "SET", "after", "1");
            await(() -> client.call("GET", "after").equals("1"));
            assertEquals("101", client.call("DBSIZE"));
            // And back again.
            second.onWriterThread(NodeWriter::handOver);
            awaitReadOnly(other);
            await(() -> secondLog.progress().state() == ShardLog.State.FOLLOWING);
            firstLog.claim();
            awaitOk(client, "SET", "back", "1");
            await(() -> other.call("GET", "back").equals("1"));
            assertEquals(KeyspaceDump.of(first.port()), KeyspaceDump.of(second.port()));
        }
        assertEquals(104, topic.judged().lastLsn(), "102 writes and two markers");
    }

    @Test
    void aStandbyNamesItsPrimaryAsRedisDoes() throws IOException {
        try (CacheNode first = first();
                CacheNode second = second();
                TestClient client = new TestClient(second.port())) {
            String info = client.call("INFO", "replication");
            assertTrue(info.contains("role:slave"), info);
            assertTrue(info.contains("master_host:127.0.0.1\r\nmaster_port:" + first.port() + "\r\nmaster_link_status:up"), info);
            assertTrue(info.contains("headwater_role:standby"), info);
            assertTrue(info.contains("headwater_role_state:following"), info);
        }
    }

    @Test
    void aWriterThreadThatIsHeldSendsNoHeartbeats() throws Exception {
        try (CacheNode first = first()) {
            await(() -> firstLog.heartbeats > 3);
            var held = new CountDownLatch(1);
            var holding = new CountDownLatch(1);
            first.onWriterThread(writer -> {
                holding.countDown();
                awaitUninterruptibly(held);
            });
            holding.await();
            long before = firstLog.heartbeats;
            Thread.sleep(700); // longer than a lease
            assertEquals(before, firstLog.heartbeats);
            held.countDown();
            await(() -> firstLog.heartbeats > before);
        }
    }

    @Test
    void aDiskThatRefusesWritesCostsTheHeartbeatsAndInfoSaysSo() throws IOException {
        try (CacheNode first = first();
                TestClient client = new TestClient(first.port())) {
            await(() -> firstLog.heartbeats > 3);
            assertTrue(client.call("INFO", "persistence").contains("headwater_disk_healthy:1"));
            Path probe = firstDirectory.resolve("probe");
            DiskProbeTest.block(probe);
            await(() -> client.call("INFO", "persistence").contains("headwater_disk_healthy:0"));
            long before = firstLog.heartbeats;
            for (int i = 0; i < 3; i++) awaitBeat(client);
            assertTrue(firstLog.heartbeats <= before + 1, "the beat that was under way at most");
            Files.delete(probe);
            await(() -> firstLog.heartbeats > before + 3);
        }
    }

    /** Some time of the writer thread's timer: the shard clock goes on by more than one beat. */
    private static void awaitBeat(TestClient client) throws IOException {
        long begunUs = time(client);
        await(() -> time(client) > begunUs + 150_000);
    }

    private static long time(TestClient client) throws IOException {
        String[] parts = client.call("TIME").replaceAll("[^0-9,]", "").split(",");
        return Long.parseLong(parts[0]) * 1_000_000 + Long.parseLong(parts[1]);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CacheNode first() {
        return CacheNode.start(TestNode.config(PRIMARY, firstDirectory), ports(firstLog));
    }

    private CacheNode second() {
        return CacheNode.start(TestNode.config(STANDBY, secondDirectory), ports(secondLog));
    }

    private static NodePorts ports(ShardLog log) {
        return new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {});
    }

    private static void awaitOk(TestClient client, String... command) throws IOException {
        await(() -> client.call(command).equals("OK"));
    }

    private static void awaitReadOnly(TestClient client) throws IOException {
        await(() -> client.call("DEL", "nothing").startsWith("(error) READONLY"));
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) assertTrue(System.nanoTime() < deadline, "waited in vain");
    }
}
