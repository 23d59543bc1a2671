package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are fast, slow, large, many, or gone. */
class ClientHandlingTest {
    @TempDir
    Path directory;

    @Test
    void aLongPipelineIsAnsweredInOrder() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            int count = 20_000;
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) requests.writeBytes(TestClient.request("INCR", "n"));
            Thread sender = Thread.ofVirtual().start(() -> sendAll(client, requests.toByteArray()));
            for (int i = 1; i <= count; i++) assertEquals("" + i, client.reply());
            join(sender);
        }
    }

    @Test
    void valuesOfManyMegabytesGoInAndOut() throws IOException {
        String value = "0123456789abcdef".repeat(2 << 20);
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("OK", client.call("SET", "big", value));
            assertEquals(value, client.call("GET", "big"));
        }
    }

    @Test
    void aClientThatDoesNotReadIsHeldBackAndLosesNothing() throws IOException {
        String value = "v".repeat(100_000);
        int count = 2_000;
        try (CacheNode node = TestNode.start(directory);
                TestClient slow = new TestClient(node.port());
                TestClient other = new TestClient(node.port())) {
            assertEquals("OK", slow.call("SET", "k", value));
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) requests.writeBytes(TestClient.request("GET", "k"));
            Thread sender = Thread.ofVirtual().start(() -> sendAll(slow, requests.toByteArray()));
            // 200 MB of replies are asked for; others are served meanwhile.
            for (int i = 0; i < 100; i++) assertEquals("PONG", other.call("PING"));
            for (int i = 0; i < count; i++) assertEquals(value.length(), slow.reply().length());
            join(sender);
        }
    }

    @Test
    void aClientThatHasSentItsLastByteStillGetsItsReplies() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.sendRaw("SET a 1\r\nGET a\r\nGET".getBytes(StandardCharsets.US_ASCII));
            client.endOutput();
            assertEquals("+OK\r\n$1\r\n1\r\n", client.readToEnd());
        }
    }

    @Test
    void oneClientTooManyIsToldSo() throws IOException {
        try (CacheNode node = TestNode.start(directory, "maxclients 2");
                TestClient first = new TestClient(node.port());
                TestClient second = new TestClient(node.port())) {
            assertEquals("PONG", first.call("PING"));
            assertEquals("PONG", second.call("PING"));
            try (TestClient third = new TestClient(node.port())) {
                assertEquals("-ERR max number of clients reached\r\n", third.readToEnd());
            }
            assertEquals("PONG", first.call("PING"));
        }
    }

    @Test
    void aRequestBeyondTheQueryBufferLimitEndsTheConnection() throws IOException {
        try (CacheNode node = TestNode.start(directory, "client-query-buffer-limit 1mb");
                TestClient client = new TestClient(node.port())) {
            assertEquals("OK", client.call("SET", "k", "v".repeat(500_000)));
            assertThrows(IOException.class, () -> {
                client.send("SET", "k", "v".repeat(3_000_000));
                client.reply();
            });
            try (TestClient next = new TestClient(node.port())) {
                assertEquals("500000", next.call("STRLEN", "k"));
            }
        }
    }

    @Test
    void anIdleClientIsClosed() throws IOException {
        try (CacheNode node = TestNode.start(directory, "timeout 1");
                TestClient client = new TestClient(node.port())) {
            assertEquals("PONG", client.call("PING"));
            assertThrows(EOFException.class, client::reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void everyTransportServes(String transport) throws IOException {
        System.setProperty("headwater.transport", transport);
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            assertEquals("OK", client.call("SET", "a", transport));
            assertEquals(transport, client.call("GET", "a"));
        } finally {
            System.clearProperty("headwater.transport");
        }
    }

    @Test
    void aThousandClientsAreServed() throws IOException {
        List<TestClient> clients = new ArrayList<>();
        try (CacheNode node = TestNode.start(directory)) {
            for (int i = 0; i < 1000; i++) clients.add(new TestClient(node.port()));
            for (TestClient client : clients) client.send("INCR", "n");
            for (TestClient client : clients) client.reply();
            assertEquals("1000", clients.getFirst().call("GET", "n"));
            assertTrue(clients.getFirst().call("INFO", "clients").contains("connected_clients:1000"));
        } finally {
            for (TestClient client : clients) client.close();
        }
    }

    @Test
    void aRefusedSaveDoesNotOvertakeOrFallBehindItsPipeline() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            client.sendRaw("SET a 1\r\nSAVE\r\nSAVE\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(List.of("OK", "OK", "OK", "PONG"), List.of(client.reply(), client.reply(), client.reply(), client.reply()));
        }
    }

    private static void sendAll(TestClient client, byte[] bytes) {
        try {
            client.sendRaw(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
