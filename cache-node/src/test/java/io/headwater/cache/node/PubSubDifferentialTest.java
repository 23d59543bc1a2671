package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.command.RedisProcess;
import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What subscribers and publishers get from a stock redis-server, they get from this server too. */
class PubSubDifferentialTest {
    private static final int CLIENTS = 4;
    private static final int STEPS = 3_000;
    private static final List<String> CHANNELS = List.of("news", "news.art", "n\u00e9ws", "", "x y");
    private static final List<String> PATTERNS = List.of("news*", "*", "n?ws", "x[ y]y", "n\u00e9ws");

    @TempDir
    static Path redisDirectory;

    @TempDir
    static Path nodeDirectory;

    private static RedisProcess redis;
    private static CacheNode node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(redisDirectory);
        node = TestNode.start(nodeDirectory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) node.close();
        if (redis != null) redis.close();
    }

    @Test
    @Timeout(60)
    void clientsThatSubscribeAndPublishGetTheSame() throws IOException {
        long seed = Seeds.seed();
        for (String protocol : new String[] {"2", "3"}) {
            Random random = new Random(seed);
            List<TestClient> theirs = connect(redis.port(), protocol);
            List<TestClient> ours = connect(node.port(), protocol);
            for (int step = 0; step < STEPS; step++) {
                int who = random.nextInt(CLIENTS);
                String[] command = command(random);
                // Redis walks over hash tables, of channels and of patterns; lines in any order are what can be compared.
                String expected = sortedLines(step(theirs, who, command, step));
                assertEquals(expected, sortedLines(step(ours, who, command, step)), () -> "seed " + seed + ", RESP" + protocol + ": " + Arrays.toString(command));
            }
            for (TestClient client : theirs) client.close();
            for (TestClient client : ours) client.close();
        }
    }

    private static String[] command(Random random) {
        String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        String other = CHANNELS.get(random.nextInt(CHANNELS.size()));
        String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
        return switch (random.nextInt(26)) {
            case 20, 21 -> new String[] {"SSUBSCRIBE", channel, other};
            case 22 -> new String[] {"SUNSUBSCRIBE", channel};
            case 23 -> random.nextBoolean() ? new String[] {"SUNSUBSCRIBE"} : new String[] {"PUBSUB", "SHARDCHANNELS"};
            case 24 -> new String[] {"PUBSUB", "SHARDNUMSUB", channel, other};
            case 25 -> new String[] {"SPUBLISH", channel, "s" + random.nextInt(10)};
            case 0, 1, 2 -> new String[] {"SUBSCRIBE", channel, other};
            case 3, 4 -> new String[] {"PSUBSCRIBE", pattern};
            case 5 -> new String[] {"UNSUBSCRIBE", channel, other};
            case 6 -> new String[] {"UNSUBSCRIBE"};
            case 7 -> new String[] {"PUNSUBSCRIBE", pattern};
            case 8 -> new String[] {"PUNSUBSCRIBE"};
            case 9 -> new String[] {"PUBSUB", "CHANNELS"};
            case 10 -> new String[] {"PUBSUB", "CHANNELS", pattern};
            case 11 -> new String[] {"PUBSUB", "NUMSUB", channel, other};
            case 12 -> new String[] {"PUBSUB", "NUMPAT"};
            case 13 -> new String[] {random.nextBoolean() ? "GET" : "CONFIG", "GET"};
            case 14 -> new String[] {"PUBSUB", random.nextBoolean() ? "NUMSUB" : "foo"};
            case 15 -> new String[] {"PUBSUB", "CHANNELS", pattern, "x"};
            case 16 -> random.nextInt(4) == 0 ? new String[] {"PING", "a", "b"} : new String[] {"SUBSCRIBE"};
            default -> new String[] {"PUBLISH", channel, "m" + random.nextInt(10)};
        };
    }

    /** A server learns of a connection's end after its client: the subscriptions of those before must not be counted among the next ones'. */
    private static void awaitNoSubscriptions(int port) throws IOException {
        try (TestClient client = new TestClient(port)) {
            while (!client.call("PUBSUB", "CHANNELS").equals("[]") || !client.call("PUBSUB", "NUMPAT").equals("0") || !client.call("PUBSUB", "SHARDCHANNELS").equals("[]")) Thread.onSpinWait();
        }
    }

    private static List<TestClient> connect(int port, String protocol) throws IOException {
        awaitNoSubscriptions(port);
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            TestClient client = new TestClient(port);
            client.send("HELLO", protocol);
            client.send("PING", "hello");
            client.readUntil("hello\r\n");
            clients.add(client);
        }
        return clients;
    }

    /** Has one client send a command; what all clients have got by then. */
    private static String step(List<TestClient> clients, int who, String[] command, int step) throws IOException {
        String mark = "mark" + step;
        clients.get(who).send(command);
        StringBuilder all = new StringBuilder(ping(clients.get(who), mark));
        for (TestClient client : clients) all.append("|\r\n").append(ping(client, mark));
        return all.toString();
    }

    private static String ping(TestClient client, String mark) throws IOException {
        client.send("PING", mark);
        return client.readUntil(mark + "\r\n");
    }

    private static String sortedLines(String text) {
        String[] lines = text.split("\r\n");
        Arrays.sort(lines);
        return String.join("\n", lines);
    }

    @Test
    @Timeout(60)
    void aClientAloneGetsTheSameBytes() throws IOException {
        List<List<String>> streams = List.of(
                List.of("SUBSCRIBE a b a", "PING", "PING x", "GET a", "CLIENT ID", "nosuch", "HELLO 3", "UNSUBSCRIBE b", "RESET", "GET a", "QUIT"),
                List.of("SUBSCRIBE a", "QUIT"),
                List.of("MULTI", "SUBSCRIBE a", "PUBLISH a x", "PING", "EXEC", "PUNSUBSCRIBE", "UNSUBSCRIBE", "PING", "QUIT"),
                List.of("MULTI", "PUBLISH a x", "PUBSUB NUMSUB a", "EXEC", "QUIT"),
                List.of("SUBSCRIBE a", "MULTI", "PING", "UNSUBSCRIBE", "MULTI", "EXEC", "QUIT"),
                List.of("HELLO 3 SETNAME me", "SUBSCRIBE a", "PUBLISH a self", "PSUBSCRIBE *", "PUBLISH a twice", "GET a", "PING x", "UNSUBSCRIBE", "RESET", "QUIT"),
                List.of("HELLO 3", "PSUBSCRIBE *", "MULTI", "PUBLISH a x", "EXEC", "PUNSUBSCRIBE", "PUNSUBSCRIBE", "QUIT"),
                List.of("CLIENT REPLY OFF", "SUBSCRIBE a", "PING", "UNSUBSCRIBE", "CLIENT REPLY ON", "PING", "QUIT"),
                List.of("SUBSCRIBE", "PUBLISH a", "PUBSUB", "PUBSUB NUMPAT x", "PUBSUB foo", "PUBSUB CHANNELS a b", "UNSUBSCRIBE", "PUNSUBSCRIBE x y", "QUIT"));
        for (List<String> stream : streams) {
            assertEquals(exchange(redis.port(), stream), exchange(node.port(), stream), stream::toString);
        }
    }

    /** Without the greetings' ids, which differ. */
    private static String exchange(int port, List<String> lines) throws IOException {
        awaitNoSubscriptions(port);
        try (TestClient client = new TestClient(port)) {
            client.sendRaw((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return client.readToEnd().replaceAll("id\r\n:\\d+", "id\r\n");
        }
    }

    @Test
    void aSubscriberThatFetchesNothingIsClosed() throws IOException {
        String message = "x".repeat(1 << 20);
        try (TestClient subscriber = new TestClient(node.port());
                TestClient publisher = new TestClient(node.port())) {
            assertEquals("OK", publisher.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 4mb 0 0"));
            assertEquals("[subscribe, flood, 1]", subscriber.call("SUBSCRIBE", "flood"));
            int sent = 0;
            String receivers;
            while ((receivers = publisher.call("PUBLISH", "flood", message)).equals("1")) sent++;
            assertEquals("0", receivers);
            assertEquals("[flood, 0]", publisher.call("PUBSUB", "NUMSUB", "flood"), "after " + sent + " messages");
        }
    }
}
