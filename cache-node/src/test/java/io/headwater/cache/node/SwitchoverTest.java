package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.config.NodePlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary hands over to a standby, and its clients do not notice but for a pause. */
@Timeout(60)
class SwitchoverTest {
    @TempDir
    Path firstDirectory;

    @TempDir
    Path secondDirectory;

    private final MemoryTopic topic = new MemoryTopic();
    private final MemoryDirectory directory = new MemoryDirectory();
    private final MemoryShardLog firstLog = new MemoryShardLog(topic);
    private final MemoryShardLog secondLog = new MemoryShardLog(topic);
    /** Not the common pool, which a small machine gives one thread. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private CacheNode first;
    private CacheNode second;
    private TestClient operator;

    @BeforeEach
    void start() throws IOException {
        first = node(NodePlace.Role.PRIMARY, firstDirectory, firstLog);
        second = node(NodePlace.Role.STANDBY, secondDirectory, secondLog);
        operator = new TestClient(first.port());
        // Reports of the standby come with the primary's heartbeats, and the watch looks at them ten times per second.
        LeadershipTest.await(() -> operator.call("ROLE").contains("127.0.0.1, " + second.port()));
    }

    @AfterEach
    void stop() throws IOException {
        operator.close();
        threads.shutdown();
        second.close();
        first.close();
    }

    private CacheNode node(NodePlace.Role role, Path path, MemoryShardLog log) {
        NodePlace place = new NodePlace("city", 0, 1, role, true);
        return CacheNode.start(TestNode.config(place, path), new NodePorts(log, directory, BaseBuilder.IN_PROCESS, line -> {}));
    }

    private CompletableFuture<String> switchOver(String timeoutMs) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return operator.call("HEADWATER.SWITCHOVER", timeoutMs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, threads);
    }

    private void awaitReleased(CompletableFuture<String> outcome) throws IOException {
        LeadershipTest.await(() -> firstLog.progress().state() == ShardLog.State.FOLLOWING || outcome.isDone());
        assertFalse(outcome.isDone(), () -> outcome.join());
    }

    /** Its own restart reads the log from there: the log must not be trimmed beyond. */
    @Test
    void whoeverLeadsStaysRegisteredWithTheOffsetOfItsDurableNote() throws Exception {
        LeadershipTest.await(() -> registered(first.port()).role().equals(Reader.PRIMARY));
        CompletableFuture<String> outcome = switchOver("30000");
        awaitReleased(outcome);
        secondLog.claim();
        assertEquals("OK", outcome.get(30, TimeUnit.SECONDS));
        LeadershipTest.await(() -> registered(second.port()).role().equals(Reader.PRIMARY) && registered(first.port()).role().equals(Reader.STANDBY));
        LeadershipTest.await(() -> registered(second.port()).nextOffset() > 0); // behind what it followed, once that is on its disk
        long noted = registered(second.port()).nextOffset();
        LeadershipTest.await(() -> registered(first.port()).nextOffset() > noted);
    }

    private Reader registered(int port) {
        return directory.map().readers().stream().filter(reader -> reader.address().endsWith(":" + port)).findFirst().orElseThrow();
    }

    @Test
    void clientsGoOnWithTheSuccessorOverTheirConnections() throws Exception {
        AtomicLong counted = new AtomicLong();
        CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> count(counted), threads);
        LeadershipTest.await(() -> counted.get() > 500);
        CompletableFuture<String> outcome = switchOver("30000");
        awaitReleased(outcome);
        secondLog.claim();
        assertEquals("OK", outcome.get(30, TimeUnit.SECONDS));
        long then = counted.get();
        LeadershipTest.await(() -> counted.get() > then + 500);
        counted.set(Long.MIN_VALUE);
        long total = load.get(30, TimeUnit.SECONDS);
        try (TestClient client = new TestClient(second.port())) {
            assertEquals("" + total, client.call("GET", "n"));
        }
        try (TestClient late = new TestClient(first.port())) {
            assertTrue(late.call("SET", "k", "v").startsWith("(error) READONLY"));
            assertTrue(late.call("INFO", "clients").contains("headwater_relayed_clients:1"), "the operator is relayed");
            LeadershipTest.await(() -> late.call("GET", "n").equals("" + total));
        }
        assertTrue(operator.call("ROLE").startsWith("[master"), "the operator's connection is relayed as well");
    }

    /** Counts until told to stop; any reply but the next number ends it. */
    private long count(AtomicLong counted) {
        long n = 0;
        try (TestClient client = new TestClient(first.port())) {
            do {
                String reply = client.call("INCR", "n");
                if (!reply.equals("" + (n + 1))) throw new AssertionError("after " + n + ": " + reply);
                n++;
            } while (counted.incrementAndGet() > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return n;
    }

    @Test
    void aClientInsideOfWaitGetsANumberOfTheSuccessor() throws Exception {
        try (TestClient waiting = new TestClient(first.port())) {
            waiting.call("SET", "k", "v");
            waiting.send("WAIT", "2", "1500");
            waiting.send("WAITAOF", "0", "1", "30000");
            CompletableFuture<String> outcome = switchOver("30000");
            awaitReleased(outcome);
            secondLog.claim();
            assertEquals("OK", outcome.get(30, TimeUnit.SECONDS));
            assertEquals("1", waiting.reply(), "the one replica is the old primary now");
            assertTrue(waiting.reply().matches("\\[[01], [12]\\]"));
        }
    }

    @Test
    void aClientInsideOfWaitThatIsLetGoWaitsOn() throws Exception {
        try (TestClient waiting = new TestClient(first.port())) {
            waiting.call("SET", "k", "v");
            waiting.send("WAIT", "2", "1500");
            CompletableFuture<String> outcome = switchOver("30000");
            awaitReleased(outcome);
            firstLog.claim();
            outcome.get(30, TimeUnit.SECONDS);
            assertEquals("1", waiting.reply());
        }
    }

    @Test
    void clientsThatArriveBeforeTheSuccessorKnowsThatItLeadsWait() throws Exception {
        try (TestClient client = new TestClient(second.port())) {
            client.send("HEADWATER.SESSION", "BEGIN", "0", "2", "", "default", "", "");
            client.send("HEADWATER.SESSION", "END", "ON");
            client.send("SET", "k", "v");
            CompletableFuture<String> outcome = switchOver("30000");
            awaitReleased(outcome);
            secondLog.claim();
            assertEquals("OK", client.reply());
            assertEquals("OK", client.reply());
            assertEquals("OK", outcome.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void sentinelsSubscribersAreToldOnBothNodes() throws Exception {
        try (TestClient atFirst = new TestClient(first.port());
                TestClient atSecond = new TestClient(second.port())) {
            atFirst.call("SUBSCRIBE", "+switch-master");
            atSecond.call("SUBSCRIBE", "+switch-master");
            CompletableFuture<String> outcome = switchOver("30000");
            awaitReleased(outcome);
            secondLog.claim();
            assertEquals("OK", outcome.get(30, TimeUnit.SECONDS));
            String move = " 127.0.0.1 " + first.port() + " 127.0.0.1 " + second.port();
            for (TestClient subscriber : new TestClient[] {atFirst, atSecond}) {
                assertEquals("[message, +switch-master, city" + move + "]", subscriber.reply());
                assertEquals("[message, +switch-master, city-0" + move + "]", subscriber.reply());
            }
        }
    }

    @Test
    void ifNobodyComesThePrimaryGoesOn() throws Exception {
        CompletableFuture<String> outcome = switchOver("30000");
        awaitReleased(outcome);
        try (TestClient client = new TestClient(first.port())) {
            client.send("SET", "k", "v");
            firstLog.claim();
            assertEquals("OK", client.reply());
        }
        assertEquals("(error) ERR no standby took over in time; this node leads again", outcome.get(30, TimeUnit.SECONDS));
    }

    @Test
    void afterTheTimeoutClientsAreToldWhatTheNodeIs() throws Exception {
        CompletableFuture<String> outcome = switchOver("200");
        try (TestClient client = new TestClient(first.port())) {
            assertTrue(outcome.get(30, TimeUnit.SECONDS).startsWith("(error) ERR the log did not confirm the switchover in time"));
            assertTrue(client.call("SET", "k", "v").startsWith("(error) READONLY"));
        }
    }

    @Test
    void whoCannotHandOverRefuses() throws IOException {
        try (TestClient client = new TestClient(second.port())) {
            assertEquals("(error) ERR this node does not lead the shard: ask its primary", client.call("HEADWATER.SWITCHOVER"));
        }
        assertEquals("(error) ERR the timeout is in milliseconds, from 1 to 60000", operator.call("HEADWATER.SWITCHOVER", "0"));
    }

    @Test
    void anOperatorsClaimMakesANodeLead() throws IOException {
        assertEquals("(error) ERR this node leads the shard already", operator.call("HEADWATER.CLAIM"));
        first.close();
        try (TestClient client = new TestClient(second.port())) {
            assertEquals("OK", client.call("HEADWATER.CLAIM"));
            LeadershipTest.await(() -> client.call("SET", "k", "v").equals("OK"));
        }
    }
}
