package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodePlace;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The level {@code log}: what waits for the commit, what does not, and what becomes of it without one. The log commits when the test says so. */
class LogLevelTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final String UNKNOWN = "(error) UNKNOWN the fate of this write is not known: ";

    @TempDir
    Path directory;

    private final GatedLog log = new GatedLog();
    private CacheNode node;

    private TestClient start(String... directives) throws IOException {
        node = CacheNode.start(TestNode.config(PRIMARY, directory, directives), new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {}));
        return new TestClient(node.port());
    }

    @AfterEach
    void stop() {
        if (node != null) node.close();
    }

    /** Returns once the client's last command, whose name is given, has been executed and its turn's replies are sent. */
    private void awaitExecuted(String name, String command) throws IOException {
        try (TestClient observer = new TestClient(node.port())) {
            while (true) {
                String list = observer.call("CLIENT", "LIST");
                if (list.lines().anyMatch(line -> line.contains("name=" + name + " ") && line.contains("cmd=" + command + " "))) return;
            }
        }
    }

    private void waits(TestClient client, String... command) throws IOException {
        client.call("HEADWATER.DURABILITY");
        client.send(command);
        awaitExecuted("c", command[0].toLowerCase(java.util.Locale.ROOT));
        assertFalse(client.hasReply(), String.join(" ", command) + " did not wait");
    }

    @Test
    void aWriteWaitsForItsCommit() throws IOException {
        try (TestClient client = start("durability log")) {
            client.call("CLIENT", "SETNAME", "c");
            waits(client, "SET", "a", "1");
            log.commit(1);
            assertEquals("OK", client.reply());
        }
    }

    @Test
    void whatShowsADirtyKeyWaitsAndWhatDoesNotGoesAtOnce() throws IOException {
        try (TestClient writer = start();
                TestClient client = new TestClient(node.port())) {
            client.call("CLIENT", "SETNAME", "c");
            assertEquals("OK", client.call("HEADWATER.DURABILITY", "log"));
            assertEquals("OK", writer.call("SET", "a", "1"));
            assertEquals("OK", writer.call("SET", "b", "1"));
            assertEquals("1", writer.call("GET", "b"), "at async nothing waits");
            log.commit(1);
            assertEquals("1", client.call("GET", "a"));
            assertEquals("(nil)", client.call("GET", "never"));
            waits(client, "GET", "b");
            log.commit(2);
            assertEquals("1", client.reply());
            writer.call("DEL", "b");
            waits(client, "GET", "b");
            log.commit(3);
            assertEquals("(nil)", client.reply());
        }
    }

    @Test
    void repliesInFrontOfTheFirstThatWaitsLeaveFirst() throws IOException {
        try (TestClient client = start("durability log")) {
            client.call("CLIENT", "SETNAME", "c");
            client.sendRaw("PING\r\nGET never\r\nSET a 1\r\nPING\r\nSET b 1\r\nGET never\r\nTTL a\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("PONG", client.reply());
            assertEquals("(nil)", client.reply());
            awaitExecuted("c", "ttl");
            assertFalse(client.hasReply());
            log.commit(2);
            for (String reply : new String[] {"OK", "PONG", "OK", "(nil)", "-1"}) assertEquals(reply, client.reply());
        }
    }

    @Test
    void oneTurnsRepliesWaitEachForItsOwn() throws IOException {
        try (TestClient writer = start();
                TestClient client = new TestClient(node.port())) {
            client.call("CLIENT", "SETNAME", "c");
            client.call("HEADWATER.DURABILITY", "log");
            for (String key : new String[] {"a", "b", "c"}) writer.call("SET", key, key);
            client.sendRaw("PING\r\nGET a\r\nGET never\r\nGET c\r\nGET b\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("PONG", client.reply());
            awaitExecuted("c", "get");
            log.commit(1);
            assertEquals("a", client.reply());
            assertEquals("(nil)", client.reply());
            log.commit(2);
            assertFalse(client.hasReply());
            log.commit(3);
            assertEquals("c", client.reply());
            assertEquals("b", client.reply());
        }
    }

    @Test
    void aConnectionMayWaitForTheDiskAlone() throws IOException {
        try (TestClient client = start()) {
            client.call("HEADWATER.DURABILITY", "disk");
            for (int i = 0; i < 50; i++) assertEquals("OK", client.call("SET", "k" + i, "v"));
        }
    }

    @Test
    void withoutALeaseReadsFailAndWritesAreUnknown() throws IOException {
        try (TestClient client = start()) {
            assertEquals("OK", client.call("SET", "a", "1"));
            log.lease(false);
            client.sendRaw("PING\r\nGET a\r\nSET b 1\r\nMULTI\r\nSET c 1\r\nGET a\r\nEXEC\r\nDBSIZE\r\nnonsense\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("PONG", client.reply());
            assertTrue(client.reply().startsWith("(error) NOLEASE "));
            assertTrue(client.reply().startsWith(UNKNOWN));
            assertEquals("OK", client.reply());
            assertEquals("QUEUED", client.reply());
            assertEquals("QUEUED", client.reply());
            assertTrue(client.reply().startsWith(UNKNOWN));
            assertTrue(client.reply().startsWith("(error) NOLEASE "));
            assertTrue(client.reply().startsWith("(error) ERR unknown command"));
            log.lease(true);
            assertEquals("1", client.call("GET", "a"));
        }
    }

    @Test
    void heldRepliesLeaveOnlyUnderALease() throws IOException {
        try (TestClient client = start("durability log")) {
            client.call("CLIENT", "SETNAME", "c");
            waits(client, "SET", "a", "1");
            log.lease(false);
            log.commit(1);
            awaitExecuted("c", "set");
            assertFalse(client.hasReply());
            log.lease(true);
            assertEquals("OK", client.reply());
        }
    }

    @Test
    void whatIsNotCommittedInTimeIsUnknownAndStaysGuarded() throws IOException {
        try (TestClient client = start("durability log", "log-timeout 40")) {
            assertEquals(UNKNOWN + "the log has not confirmed it within log-timeout", client.call("SET", "a", "1"));
            assertTrue(client.call("GET", "a").startsWith("(error) UNKNOWN the fate of a write that this reply depends on"));
            assertEquals("(nil)", client.call("GET", "other"));
            log.lease(false);
            client.sendRaw("SET a 2\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(client.reply().startsWith(UNKNOWN));
            log.lease(true);
            log.commitAll();
            assertEquals("2", client.call("GET", "a"));
        }
    }

    @Test
    void aDeposedNodeTellsWhoWaitsAndCloses() throws IOException {
        try (TestClient client = start("durability log")) {
            client.call("CLIENT", "SETNAME", "c");
            client.sendRaw("SET a 1\r\nGET a\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitExecuted("c", "ping");
            log.depose();
            assertTrue(client.reply().startsWith(UNKNOWN));
            assertTrue(client.reply().startsWith("(error) NOLEASE "));
            assertEquals("PONG", client.reply());
            assertThrows(EOFException.class, client::reply);
        }
    }

    /** Every entry is an INCR of the one key, so that its value is its lsn. */
    @Test
    void noReplyShowsWhatTheLogLacks() throws IOException {
        try (TestClient writer = start();
                TestClient counter = new TestClient(node.port());
                TestClient reader = new TestClient(node.port())) {
            counter.call("HEADWATER.DURABILITY", "log");
            reader.call("HEADWATER.DURABILITY", "log");
            Thread logThread = Thread.ofPlatform().start(() -> commitAtRandom(writer));
            for (int i = 0; i < 3000; i++) {
                counter.send("INCR", "n");
                reader.send("GET", "n");
                long counted = Long.parseLong(counter.reply());
                assertTrue(counted <= log.committed(), counted + " was confirmed at " + log.committed());
                long read = Long.parseLong(reader.reply().replace("(nil)", "0"));
                assertTrue(read <= log.committed(), read + " was shown at " + log.committed());
            }
            logThread.interrupt();
            join(logThread);
        }
    }

    /** What is known to be written is committed, in steps, until this thread is interrupted. */
    private void commitAtRandom(TestClient writer) {
        Random random = new Random(5);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long written = Long.parseLong(writer.call("INCR", "n"));
                while (log.committed() < written && random.nextInt(5) > 0) log.commit(Math.min(written, log.committed() + 1 + random.nextInt(3)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientWithTooManyHeldRepliesIsNotRead() throws IOException {
        try (TestClient client = start("durability log");
                TestClient other = new TestClient(node.port())) {
            byte[] request = TestClient.request("SET", "a", "x");
            byte[] many = new byte[request.length * 1000];
            for (int i = 0; i < 1000; i++) System.arraycopy(request, 0, many, i * request.length, request.length);
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < 500; i++) client.sendRaw(many);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            long before = -1;
            for (long now = calls(other); now != before || now == 0; now = calls(other)) {
                before = now;
                for (int i = 0; i < 2000; i++) other.call("PING");
            }
            assertTrue(before < 400_000, before + " commands were executed though nothing was committed");
            log.commitAll();
            for (int i = 0; i < 500_000; i++) assertEquals("OK", client.reply());
            join(sender);
        }
    }

    @Test
    void whileAllClientsTogetherHoldTooMuchNoneThatHoldsIsRead() throws IOException {
        try (TestClient observer = start("durability log", "max-held-reply-bytes 64kb", "log-timeout 600000")) {
            TestClient[] clients = new TestClient[8];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new TestClient(node.port());
                clients[i].call("CLIENT", "SETNAME", "c" + i);
            }
            observer.call("CLIENT", "SETNAME", "w");
            observer.send("SET", "big", "x".repeat(30_000));
            awaitExecuted("w", "set");
            for (int i = 0; i < clients.length; i++) {
                clients[i].send("GET", "big");
                awaitExecuted("c" + i, "get");
            }
            // Those that came when the bound was reached hold one reply each, and are not read; those before go on until their next reply.
            for (int round = 0; round < 2; round++) {
                for (TestClient client : clients) client.send("TYPE", "big");
                for (int i = 0; i < 100; i++) list();
            }
            String list = list();
            assertTrue(list.lines().filter(line -> line.contains("cmd=get ")).count() >= 5, list);
            log.commitAll();
            assertEquals("OK", observer.reply());
            for (TestClient client : clients) {
                assertEquals(30_000, client.reply().length());
                assertEquals("string", client.reply());
                assertEquals("string", client.reply());
                client.close();
            }
        }
    }

    private String list() throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            return client.call("CLIENT", "LIST");
        }
    }

    private static long calls(TestClient observer) throws IOException {
        String text = observer.call("INFO", "commandstats");
        int at = text.indexOf("cmdstat_set:calls=");
        return at < 0 ? 0 : Long.parseLong(text.substring(at + 18, text.indexOf(',', at)));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
