package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of a server that has handed over are served by its successor, over the connections that they have. */
class RelayTest {
    private final ServedCommands old = new ServedCommands();
    private final ServedCommands successor = new ServedCommands();

    @AfterEach
    void stop() {
        old.close();
        successor.close();
    }

    private void handOver() {
        old.run(() -> old.server.relayTo("127.0.0.1", successor.port));
    }

    @Test
    void whatAClientAsksAfterwardsIsAnsweredByTheSuccessor() throws IOException {
        try (TestClient client = new TestClient(old.port);
                TestClient later = new TestClient(successor.port)) {
            client.call("SET", "where", "old");
            handOver();
            assertEquals("OK", client.call("SET", "where", "successor"));
            assertEquals("successor", later.call("GET", "where"));
        }
    }

    @Test
    void aClientThatComesLaterIsServedHere() throws IOException {
        handOver();
        try (TestClient client = new TestClient(old.port)) {
            client.call("SET", "where", "here");
            assertEquals("here", client.call("GET", "where"));
        }
    }

    @Test
    void clientsThatAreHeldWaitAndNothingOfTheirsIsLost() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("SET", "n", "0");
            old.run(old.server::hold);
            for (int i = 0; i < 100; i++) client.send("INCR", "n");
            // Half of a request arrives before the hand-over, the other half behind it.
            byte[] halves = TestClient.request("ECHO", "whole");
            client.sendRaw(java.util.Arrays.copyOf(halves, 9));
            handOver();
            client.sendRaw(java.util.Arrays.copyOfRange(halves, 9, halves.length));
            for (int i = 1; i <= 100; i++) assertEquals("" + i, client.reply());
            assertEquals("whole", client.reply());
        }
    }

    @Test
    void clientsThatAreLetGoAreServedHere() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            old.run(old.server::hold);
            client.send("SET", "k", "v");
            try (TestClient later = new TestClient(old.port)) {
                later.send("PING");
                old.run(old.server::letGo);
                assertEquals("PONG", later.reply());
            }
            assertEquals("OK", client.reply());
        }
    }

    @Test
    void theSessionGoesAlong() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("SELECT", "3");
            client.call("CLIENT", "SETNAME", "me");
            client.call("HEADWATER.DURABILITY", "disk");
            handOver();
            assertEquals("disk", client.call("HEADWATER.DURABILITY"));
            assertEquals("me", client.call("CLIENT", "GETNAME"));
            client.call("SET", "k", "v");
            assertTrue(client.call("CLIENT", "INFO").contains(" db=3 "));
        }
    }

    @Test
    void aTransactionGoesOnWhereItWas() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("MULTI");
            client.call("SET", "k", "a\r\nb");
            client.call("APPEND", "k", "c");
            handOver();
            assertEquals("QUEUED", client.call("GET", "k"));
            assertEquals("[OK, 5, a\r\nbc]", client.call("EXEC"));
        }
    }

    @Test
    void aTransactionThatWouldHaveBeenDiscardedIsDiscarded() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("MULTI");
            client.call("nosuch");
            handOver();
            assertEquals("(error) EXECABORT Transaction discarded because of previous errors.", client.call("EXEC"));
        }
    }

    @Test
    void aWatchIsBrokenOnce() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("WATCH", "k");
            client.call("MULTI");
            client.call("SET", "k", "v");
            handOver();
            assertEquals("(nil)", client.call("EXEC"));
            client.call("WATCH", "k");
            client.call("MULTI");
            assertEquals("QUEUED", client.call("SET", "k", "v"));
            assertEquals("[OK]", client.call("EXEC"));
        }
    }

    @Test
    void subscribersHearTheSuccessorsMessages() throws IOException {
        try (TestClient subscriber = new TestClient(old.port);
                TestClient publisher = new TestClient(successor.port)) {
            subscriber.call("SUBSCRIBE", "news");
            subscriber.call("PSUBSCRIBE", "n*");
            handOver();
            assertEquals("[pong, ]", subscriber.call("PING"));
            assertEquals("2", publisher.call("PUBLISH", "news", "hello"));
            assertEquals("[message, news, hello]", subscriber.reply());
            assertEquals("[pmessage, n*, news, hello]", subscriber.reply());
        }
    }

    /** More publishers than are connected at a time, and the subscriber behind them all. */
    @Test
    void subscribersArriveBeforePublishers() throws IOException {
        List<TestClient> publishers = new ArrayList<>();
        for (int i = 0; i < 300; i++) publishers.add(new TestClient(old.port));
        try (TestClient subscriber = new TestClient(old.port)) {
            for (TestClient publisher : publishers) publisher.call("PING");
            subscriber.call("SUBSCRIBE", "news");
            old.run(old.server::hold);
            for (TestClient publisher : publishers) publisher.send("PUBLISH", "news", "hello");
            handOver();
            for (TestClient publisher : publishers) {
                assertEquals("1", publisher.reply());
                publisher.close();
            }
        }
    }

    @Test
    void aClientThatWaitsGoesOnWaitingAtTheSuccessor() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("SET", "k", "v");
            client.send("WAIT", "1", "0");
            client.send("ECHO", "behind");
            LeadershipTest.await(() -> old.commands.executor.waiters().any());
            handOver();
            LeadershipTest.await(() -> successor.commands.executor.waiters().any());
            successor.run(() -> {
                successor.commands.positions.replicas = new long[] {1};
                successor.loop.releaseReplies();
            });
            assertEquals("1", client.reply());
            assertEquals("behind", client.reply());
            assertTrue(!old.commands.executor.waiters().any());
        }
    }

    @Test
    void aClientOfTheNewerProtocolKeepsIt() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.send("HELLO", "3");
            client.send("PING", "1st");
            client.readUntil("1st\r\n");
            handOver();
            client.send("HGETALL", "absent");
            client.send("PING", "2nd");
            assertEquals("%0\r\n$3\r\n2nd\r\n", client.readUntil("2nd\r\n"));
        }
    }

    @Test
    void moreThanTheKernelsHoldGoesThroughBothWays() throws Exception {
        String large = "x".repeat(8 << 20);
        try (TestClient client = new TestClient(old.port)) {
            client.call("PING");
            handOver();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 8; i++) client.send("ECHO", large);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 8; i++) assertEquals(large.length(), client.reply().length());
            sender.join();
        }
    }

    @Test
    void aClientThatHasSentItsLastByteGetsItsReplies() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("PING");
            handOver();
            client.send("ECHO", "a");
            client.send("ECHO", "b");
            client.endOutput();
            assertEquals("$1\r\na\r\n$1\r\nb\r\n", client.readToEnd());
        }
    }

    @Test
    void theSuccessorsEndIsTheClientsEnd() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("PING");
            handOver();
            client.call("PING");
            successor.server.close();
            assertEquals("", client.readToEnd());
        }
    }

    @Test
    void withoutASuccessorTheClientIsClosed() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            client.call("PING");
            successor.server.stopListening();
            handOver();
            assertThrows(IOException.class, () -> client.call("PING"));
        }
    }

    @Test
    void hundredsOfClientsAreRelayedAtOnce() throws IOException {
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 600; i++) clients.add(new TestClient(old.port));
        for (TestClient client : clients) client.call("PING");
        handOver();
        for (TestClient client : clients) client.send("INCR", "n");
        for (TestClient client : clients) assertTrue(client.reply().matches("\\d+"));
        for (TestClient client : clients) client.close();
        try (TestClient last = new TestClient(successor.port)) {
            assertEquals("600", last.call("GET", "n"));
        }
    }

    @Test
    void aSessionThatIsNoneIsRefused() throws IOException {
        try (TestClient client = new TestClient(old.port)) {
            assertEquals("(error) ERR syntax error", client.call("HEADWATER.SESSION", "FOO", "x"));
            assertEquals("(error) ERR DB index is out of range", client.call("HEADWATER.SESSION", "BEGIN", "99", "2", "", "default", "", ""));
            assertEquals("PONG", client.call("PING"));
            client.sendRaw("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("+OK\r\n", client.readToEnd());
        }
    }
}
