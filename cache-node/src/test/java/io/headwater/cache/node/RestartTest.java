package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.command.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is the fold of its directory: what it held it holds again, from the binlog, from a base, and from both. */
class RestartTest {
    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    @Test
    void aRestartFromTheBinlogBringsEverythingBack() throws IOException {
        SortedMap<String, String> before;
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            SampleLoad.run(client, 1, 20_000);
            before = KeyspaceDump.of(node.port());
        }
        assertTrue(before.size() > 500, "a load that proves something");
        try (CacheNode node = TestNode.start(directory)) {
            assertEquals(before, KeyspaceDump.of(node.port()));
        }
    }

    @Test
    void aBaseAndTheBinlogBehindItBringEverythingBack() throws IOException {
        SortedMap<String, String> before;
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            SampleLoad.run(client, 2, 20_000);
            assertEquals("OK", client.call("SAVE"));
            SampleLoad.run(client, 3, 5_000);
            before = KeyspaceDump.of(node.port());
        }
        assertEquals(1, files("base").size());
        try (CacheNode node = TestNode.start(directory)) {
            assertEquals(before, KeyspaceDump.of(node.port()));
        }
    }

    @Test
    void manyRestartsAndBasesGoOnFromEachOther() throws IOException {
        SortedMap<String, String> before = null;
        for (int round = 0; round < 6; round++) {
            try (CacheNode node = TestNode.start(directory);
                    TestClient client = new TestClient(node.port())) {
                if (before != null) assertEquals(before, KeyspaceDump.of(node.port()), "round " + round);
                SampleLoad.run(client, 10 + round, 2_000);
                if (round % 2 == 1) assertEquals("OK", client.call("SAVE"));
                before = KeyspaceDump.of(node.port());
            }
        }
    }

    @Test
    void aSaveWhileOthersWriteHoldsAPrefixAndTheBinlogTheRest() throws Exception {
        SortedMap<String, String> before;
        try (CacheNode node = TestNode.start(directory);
                TestClient writer = new TestClient(node.port());
                TestClient saver = new TestClient(node.port())) {
            SampleLoad.run(writer, 4, 5_000);
            Thread writing = Thread.ofVirtual().start(() -> load(writer));
            for (int i = 0; i < 3; i++) assertEquals("OK", saver.call("SAVE"));
            writing.join();
            before = KeyspaceDump.of(node.port());
        }
        try (CacheNode node = TestNode.start(directory)) {
            assertEquals(before, KeyspaceDump.of(node.port()));
        }
    }

    private static void load(TestClient client) {
        try {
            SampleLoad.run(client, 5, 40_000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBaseMakesTheSegmentsBehindItGo() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (int i = 0; i < 40; i++) client.call("SET", "k" + i % 4, "v".repeat(400_000));
            int before = files("binlog").size();
            assertEquals("OK", client.call("SAVE"));
            assertTrue(files("binlog").size() < before - 1, files("binlog").toString());
            assertTrue(client.call("INFO", "persistence").contains("rdb_last_bgsave_status:ok"));
        }
    }

    @Test
    void theDumpIsOneThatAStockRedisLoads() throws Exception {
        SortedMap<String, String> held;
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            SampleLoad.run(client, 6, 10_000);
            assertEquals("OK", client.call("SAVE"));
            held = KeyspaceDump.of(node.port());
        }
        Files.copy(directory.resolve("dump.rdb"), elsewhere.resolve("dump.rdb"));
        try (RedisProcess redis = RedisProcess.start(elsewhere, "--dbfilename", "dump.rdb")) {
            assertEquals(held, KeyspaceDump.of(redis.port()));
        }
    }

    @Test
    void anEmptyNodeSavesAnEmptyDump() throws Exception {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("OK", client.call("SAVE"));
            assertTrue(Files.size(directory.resolve("dump.rdb")) > 0);
        }
        try (CacheNode node = TestNode.start(directory)) {
            assertEquals(new java.util.TreeMap<>(), KeyspaceDump.of(node.port()));
        }
    }

    @Test
    void leftoversOfACrashedSaveAreSwept() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.call("SET", "a", "1");
            client.call("SAVE");
        }
        Path unfinished = directory.resolve("base").resolve("00000000000000000009.rdb.tmp");
        Files.writeString(unfinished, "half a base");
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("1", client.call("GET", "a"));
            assertFalse(Files.exists(unfinished));
        }
    }

    @Test
    void aCrashBetweenABaseAndTheDeletionOfItsSegmentsIsUnderstood() throws IOException {
        SortedMap<String, String> before;
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            SampleLoad.run(client, 7, 5_000);
            before = KeyspaceDump.of(node.port());
        }
        List<String> segments = files("binlog");
        for (String segment : segments) Files.copy(directory.resolve("binlog").resolve(segment), elsewhere.resolve(segment));
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("OK", client.call("SAVE"));
        }
        for (String segment : segments) {
            Path back = directory.resolve("binlog").resolve(segment);
            if (Files.notExists(back)) Files.copy(elsewhere.resolve(segment), back);
        }
        try (CacheNode node = TestNode.start(directory)) {
            assertEquals(before, KeyspaceDump.of(node.port()));
        }
    }

    @Test
    void shutdownEndsTheNodeAndKeepsEverything() throws IOException {
        CacheNode node = TestNode.start(directory);
        try (TestClient client = new TestClient(node.port())) {
            client.call("SET", "a", "1");
            client.send("SHUTDOWN");
            assertEquals("", client.readToEnd());
        }
        node.awaitTermination();
        node.close();
        try (CacheNode next = TestNode.start(directory);
                TestClient client = new TestClient(next.port())) {
            assertEquals("1", client.call("GET", "a"));
        }
    }

    @Test
    void timeNeverStepsBackAcrossARestart() throws IOException {
        String expiry;
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.call("SET", "a", "1", "PX", "100000");
            expiry = client.call("PEXPIRETIME", "a");
        }
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals(expiry, client.call("PEXPIRETIME", "a"));
            assertTrue(Long.parseLong(client.call("PTTL", "a")) <= 100_000);
        }
    }

    private List<String> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
