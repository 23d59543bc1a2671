package io.headwater.cache.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.ValueType;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HEADWATER.HISTORY and HEADWATER.MARKER on a node without a log: the versions that its own directory knows. */
class HistoryTest {
    @TempDir Path directory;

    @Test
    void everyVersionOfAKeyIsToldWithItsWriterAlsoThroughRenames() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.call("CLIENT", "SETNAME", "shop");
            client.call("SET", "draft", "one");
            client.call("APPEND", "draft", "!");
            client.call("RENAME", "draft", "k");
            client.call("SET", "other", "x");
            client.call("PEXPIREAT", "k", "4102444800000");
            client.call("DEL", "k");
            String history = historyWith(client, "k", "DEL k");
            assertTrue(history.contains("shop"), history);
            assertTrue(history.contains("one!"), history);
            assertTrue(history.contains("4102444800000"), history);
            assertTrue(history.contains("RENAME draft k"), history);
            assertFalse(history.contains("other"), history);
            assertTrue(history.indexOf("DEL k") < history.indexOf("RENAME"), "the newest first: " + history);
            String newest = client.call("HEADWATER.HISTORY", "k", "COUNT", "1");
            assertTrue(newest.contains("none") && !newest.contains("RENAME"), newest);
            assertEquals("[]", client.call("HEADWATER.HISTORY", "absent"));
        }
    }

    @Test
    void aBaseIsWhereAHistoryBeginsWhenTheSegmentsBeforeItAreGone() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.call("RPUSH", "l", "a", "b");
            assertEquals("OK", client.call("SAVE"));
            client.call("RPUSH", "l", "c");
            String history = historyWith(client, "l", "RPUSH l c");
            assertTrue(history.contains("[\"a\", \"b\", \"c\"]"), history);
            assertTrue(history.contains("begins-after, 1:1"), "what was before is not told, and the reply says so: " + history);
            assertFalse(client.call("HEADWATER.HISTORY", "l", "COUNT", "1").contains("begins-after"), "all that were asked for");
        }
    }

    @Test
    void whatTheDirectoryDoesNotKnowAnyMoreComesFromThePort() throws IOException {
        KeyVersion first = new KeyVersion(new Position(1, 1), 7, null, List.of("RPUSH l a b"), ValueType.LIST, "[a, b]".getBytes(UTF_8), 2, -1);
        KeyVersion known = new KeyVersion(new Position(1, 2), 8, null, List.of("twice"), ValueType.LIST, new byte[0], 3, -1);
        AtomicReference<HeadwaterException> trouble = new AtomicReference<>();
        OlderVersions older = (shard, database, key, count) -> {
            if (trouble.get() != null) throw trouble.get();
            return new OlderVersions.Past(List.of(known, first), Position.START);
        };
        NodePorts ports = new NodePorts(null, null, BaseBuilder.IN_PROCESS, older, line -> {});
        try (CacheNode node = CacheNode.start(TestNode.config(NodePlace.ALONE, directory), ports);
                TestClient client = new TestClient(node.port())) {
            client.call("RPUSH", "l", "a", "b");
            assertEquals("OK", client.call("SAVE"));
            client.call("RPUSH", "l", "c");
            String history = historyWith(client, "l", "RPUSH l c");
            assertTrue(history.contains("RPUSH l a b") && !history.contains("twice") && !history.contains("begins-after"), history);
            trouble.set(new HeadwaterException("the archive is away", "look after it", 1));
            String alone = client.call("HEADWATER.HISTORY", "l");
            assertTrue(alone.contains("RPUSH l c") && alone.contains("begins-after, 1:1") && alone.contains("the archive is away"), alone);
        }
    }

    @Test
    void aMarkerIsAnEntryOfItsOwn() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.call("SET", "k", "v");
            assertEquals("1:2", client.call("HEADWATER.MARKER", "release"));
            assertEquals("1:2", client.call("HEADWATER.POSITION"));
            client.call("SET", "k", "w");
            assertEquals("1:3", client.call("HEADWATER.POSITION"));
            assertTrue(client.call("HEADWATER.MARKER", "").contains("1 to 256 bytes"));
        }
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("w", client.call("GET", "k"));
        }
    }

    @Test
    void aMistakeIsAnError() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertTrue(client.call("HEADWATER.HISTORY", "k", "COUNT", "0").contains("from 1 to 1000"));
            assertTrue(client.call("HEADWATER.HISTORY", "k", "LIMIT", "1").contains("syntax error"));
        }
    }

    /** Asks until the binlog thread has written what the client has done. */
    private static String historyWith(TestClient client, String key, String wanted) throws IOException {
        String history = "";
        for (int i = 0; i < 1000 && !history.contains(wanted); i++) {
            history = client.call("HEADWATER.HISTORY", key);
        }
        assertTrue(history.contains(wanted), history);
        return history;
    }
}
