package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
