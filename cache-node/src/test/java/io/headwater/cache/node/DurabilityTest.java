package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
    @TempDir
    Path directory;

    @Test
    void repliesAtDiskKeepTheOrderOfTheirCommands() throws IOException {
        try (CacheNode node = TestNode.start(directory, "durability disk");
                TestClient client = new TestClient(node.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 1000; i++) requests.append("INCR n\r\nGET n\r\nPING\r\n");
            client.sendRaw(requests.toString().getBytes(StandardCharsets.US_ASCII));
            for (int i = 1; i <= 1000; i++) {
                assertEquals("" + i, client.reply());
                assertEquals("" + i, client.reply());
                assertEquals("PONG", client.reply());
            }
        }
    }

    @Test
    void theLevelChangesWhileTheNodeRuns() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (String level : new String[] {"always", "everysec", "always"}) {
                assertEquals("OK", client.call("CONFIG", "SET", "appendfsync", level));
                assertEquals("[appendfsync, " + level + "]", client.call("CONFIG", "GET", "appendfsync"));
                for (int i = 0; i < 100; i++) assertEquals("OK", client.call("SET", "k", "" + i));
            }
            assertTrue(durableLsn(client) >= 300, "what was acknowledged at the level disk is durable");
        }
    }

    @Test
    void keysThatExpireAreDeletedWithoutBeingAskedFor() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (int i = 0; i < 5000; i++) client.call("SET", "k" + i, "v", "PX", "" + (1 + i % 300));
            client.call("SET", "stays", "v");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!client.call("DBSIZE").equals("1")) assertTrue(System.nanoTime() < deadline, "keys stay");
            assertTrue(client.call("INFO", "stats").contains("expired_keys:5000"));
        }
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("1", client.call("DBSIZE"));
        }
    }

    private static long durableLsn(TestClient client) throws IOException {
        String info = client.call("INFO", "persistence");
        String value = info.substring(info.indexOf("headwater_durable_lsn:") + 22);
        return Long.parseLong(value.substring(0, value.indexOf('\r')));
    }
}
