package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.RecordStamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary that the log has gone on without comes back as a follower, and what only it had is in its ledger and nowhere else. */
@Timeout(60)
class NodeLifeTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final NodePlace STANDBY = new NodePlace("headwater", 0, 1, NodePlace.Role.STANDBY, true);

    @TempDir
    Path directory;

    private final MemoryTopic topic = new MemoryTopic();
    private final List<MemoryShardLog> logs = new ArrayList<>();

    @Test
    void aDeposedPrimaryComesBackAsAFollowerWithoutItsVoidWrites() throws IOException {
        try (NodeLife life = NodeLife.start(config(), ports())) {
            try (TestClient client = new TestClient(life.port())) {
                for (int i = 1; i <= 10; i++) client.call("SET", "kept" + i, "v");
                awaitCommitted(10);
                logs.getFirst().publishes(false);
                for (int i = 1; i <= 5; i++) assertEquals("OK", client.call("SET", "void" + i, "v"));
            }
            RecordStamp stamp = topic.claim("b");
            topic.append(set(stamp, "successor", "1"));
            awaitFollower(life);
            try (TestClient client = new TestClient(life.port())) {
                assertEquals("11", client.call("DBSIZE"));
                assertEquals("(nil)", client.call("GET", "void1"));
                assertEquals("1", client.call("GET", "successor"));
                assertTrue(client.call("SET", "a", "1").startsWith("(error) READONLY"));
            }
            assertEquals(2, logs.size(), "one life before, one after");
        }
        assertVoidWritesAreInTheLedger(5);
        assertUnreadable("void1");
    }

    @Test
    void aKilledPrimaryThatWasReplacedMeanwhileMovesItsTailToTheLedgerAtItsStart() throws IOException {
        leaveVoidTail(10, 5);
        RecordStamp stamp = topic.claim("b");
        topic.append(set(stamp, "successor", "1"));
        try (NodeLife life = NodeLife.start(config(), ports());
                TestClient client = new TestClient(life.port())) {
            assertEquals("11", client.call("DBSIZE"));
            assertEquals("1", client.call("GET", "successor"));
        }
        assertVoidWritesAreInTheLedger(5);
        assertUnreadable("void1");
    }

    @Test
    void aBaseBeyondTheLogsHistoryIsDroppedAndTheRestComesFromTheLog() throws IOException {
        leaveVoidTail(10, 5);
        try (Stream<Path> segments = Files.list(directory.resolve("binlog"))) {
            assertTrue(segments.count() > 0);
        }
        BaseBuilder.IN_PROCESS.build(directory, 15);
        Path base = directory.resolve("base").resolve("%020d.rdb".formatted(15));
        assertTrue(Files.exists(base));
        topic.claim("b");
        try (NodeLife life = NodeLife.start(config(), ports());
                TestClient client = new TestClient(life.port())) {
            assertEquals("10", client.call("DBSIZE"));
        }
        assertFalse(Files.exists(base));
        assertVoidWritesAreInTheLedger(5);
        assertUnreadable("void1");
    }

    @Test
    void aBaseHoldsNothingThatTheLogHasNotTaken() throws IOException {
        try (NodeLife life = NodeLife.start(config(), ports());
                TestClient client = new TestClient(life.port())) {
            for (int i = 1; i <= 10; i++) client.call("SET", "kept" + i, "v");
            assertEquals("OK", client.call("SAVE"));
            assertTrue(Files.exists(directory.resolve("base").resolve("%020d.rdb".formatted(10))));
        }
    }

    @Test
    void whateverWasDoneBeforeACrashIsDoneOnceInTheEnd() throws IOException {
        leaveVoidTail(10, 5);
        topic.claim("b");
        NodeRestart restart = NodeRestart.deposed("b", 2, 10);
        Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
        // Each crash point of DirectoryRebuild, as the directory that it leaves.
        List<Crash> crashes = List.of(
                d -> {}, // before anything
                d -> {
                    Files.createDirectories(d.resolve("ledger"));
                    Files.write(d.resolve("ledger").resolve("1-11-15.ledger.tmp"), new byte[100]);
                },
                d -> {
                    rebuild(d, restart); // the ledger is written, the cut is not on the disk
                    copyTree(directory.resolve("binlog"), d.resolve("binlog"));
                },
                d -> rebuild(d, restart));
        for (Crash crash : crashes) {
            deleteTree(copy);
            copyTree(directory, copy);
            crash.leave(copy);
            try (NodeLife life = NodeLife.start(TestNode.config(STANDBY, copy), ports());
                    TestClient client = new TestClient(life.port())) {
                assertEquals("10", client.call("DBSIZE"));
            }
            assertEquals(List.of("void1", "void2", "void3", "void4", "void5"), lostKeys(copy));
        }
        deleteTree(copy);
    }

    private interface Crash {
        void leave(Path directory) throws IOException;
    }

    private static void rebuild(Path directory, NodeRestart restart) {
        try (NodeDirectory opened = NodeDirectory.open(directory, PRIMARY, new Random(1))) {
            new DirectoryRebuild(opened, "dump.rdb").run(restart);
        }
    }

    /** A directory with frames that the topic has and frames that it lacks, as a kill leaves it. */
    private void leaveVoidTail(int committed, int lost) throws IOException {
        try (NodeLife life = NodeLife.start(config(), ports());
                TestClient client = new TestClient(life.port())) {
            for (int i = 1; i <= committed; i++) client.call("SET", "kept" + i, "v");
            awaitCommitted(committed);
            logs.getLast().publishes(false);
            for (int i = 1; i <= lost; i++) client.call("SET", "void" + i, "v");
        }
    }

    private NodeConfig config() {
        return TestNode.config(PRIMARY, directory);
    }

    private Supplier<NodePorts> ports() {
        return () -> {
            MemoryShardLog log = new MemoryShardLog(topic);
            logs.add(log);
            return new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {});
        };
    }

    private void awaitCommitted(long lsn) throws IOException {
        LeadershipTest.await(() -> topic.judged().lastLsn() >= lsn);
    }

    private static void awaitFollower(NodeLife life) throws IOException {
        LeadershipTest.await(() -> {
            try (TestClient client = new TestClient(life.port())) {
                return client.call("INFO", "replication").contains("role:slave");
            } catch (IOException betweenTwoLives) {
                return false;
            }
        });
    }

    private void assertVoidWritesAreInTheLedger(int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 1; i <= count; i++) keys.add("void" + i);
        assertEquals(keys, lostKeys(directory));
    }

    private static List<String> lostKeys(Path directory) {
        LostWritesLedger ledger = LostWritesLedger.of(directory);
        List<String> keys = new ArrayList<>();
        for (LostWritesLedger.Range range : ledger.list()) {
            assertEquals(1, range.epoch());
            ledger.read(range, entry -> {
                assertEquals(1, entry.epoch());
                keys.add(new String(entry.effects().getFirst().arguments().get(1), StandardCharsets.US_ASCII));
            });
        }
        return keys;
    }

    /** No file of the directory but the ledger holds the text. */
    private void assertUnreadable(String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean holds = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
                assertEquals(file.toString().endsWith(".ledger"), holds, file.toString());
            }
        }
    }

    private static byte[] set(RecordStamp stamp, String key, String value) {
        stamp.takeCounter(); // the claim's
        return sealed(stamp, key, value, System.currentTimeMillis() + 1000);
    }

    static byte[] sealed(RecordStamp stamp, String key, String value, long timeMs) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(timeMs, 0, null);
        encoder.beginEffect(Cause.COMMAND, 3);
        for (String argument : new String[] {"SET", key, value}) {
            byte[] bytes = argument.getBytes(StandardCharsets.US_ASCII);
            encoder.argument(bytes, 0, bytes.length);
        }
        encoder.endEffect();
        encoder.endEntry();
        byte[][] sealed = new byte[1][];
        encoder.seal(stamp, (bytes, offset, length, lsn, time) -> sealed[0] = Arrays.copyOfRange(bytes, offset, offset + length));
        return sealed[0];
    }

    private static void copyTree(Path from, Path to) throws IOException {
        deleteTree(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    private static void deleteTree(Path tree) {
        if (!Files.exists(tree)) return;
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList().reversed()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
