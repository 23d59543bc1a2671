package io.headwater.cache.node;

import static io.headwater.cache.node.ManyClients.bytes;
import static io.headwater.cache.node.ManyClients.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.command.RedisProcess;
import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients that wait for keys, and others that make them: each gets what it gets from a stock redis-server, in the same order. */
class BlockingDifferentialTest {
    private static final int CLIENTS = 7;
    private static final int STEPS = Integer.getInteger("headwater.steps", 3_000);
    private static final int SHOWN = 25;

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

    @ParameterizedTest(name = "RESP{0}")
    @ValueSource(strings = {"2", "3"})
    @Timeout(120)
    void clientsThatWaitGetTheSame(String protocol) throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Deque<String> recent = new ArrayDeque<>();
        int served = 0;
        BlockingGenerator generator = new BlockingGenerator();
        try (ManyClients theirs = new ManyClients(redis.port(), CLIENTS, protocol);
                ManyClients ours = new ManyClients(node.port(), CLIENTS, protocol)) {
            theirs.control.execute(bytes("FLUSHALL"));
            ours.control.execute(bytes("FLUSHALL"));
            for (int step = 0; step < STEPS; step++) {
                int who = random.nextInt(CLIENTS);
                String shown;
                String expected;
                String actual;
                if (theirs.isBlocked(who)) {
                    if (theirs.blockedCount() < CLIENTS - 2 && random.nextInt(10) > 0) continue;
                    if (random.nextInt(3) == 0) {
                        theirs.reconnect(who);
                        ours.reconnect(who);
                        continue;
                    }
                    String[] reason = reason(random);
                    shown = "UNBLOCK " + who + " " + String.join(" ", reason);
                    expected = theirs.unblock(who, reason);
                    actual = ours.unblock(who, reason);
                } else {
                    byte[][] command = generator.next(random);
                    shown = who + " " + String.join(" ", List.of(command).stream().map(ManyClients::text).toList());
                    expected = theirs.step(who, command);
                    actual = ours.step(who, command);
                }
                if (expected.contains(" | ")) served++;
                recent.addLast(shown + " -> " + expected);
                if (recent.size() > SHOWN) recent.removeFirst();
                assertEquals(expected, actual, () -> "seed " + seed + ", RESP" + protocol + "\n  " + String.join("\n  ", recent));
            }
            int seen = served;
            assertTrue(served > STEPS / 30, () -> "only " + seen + " steps ended waits");
        }
        assertEquals(keyspace(redis.port()), keyspace(node.port()), () -> "seed " + seed);
    }

    private static String[] reason(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new String[] {"TIMEOUT"};
            case 1 -> new String[] {"error"};
            case 2 -> random.nextInt(4) > 0 ? new String[] {} : new String[] {"nonsense"};
            default -> new String[] {};
        };
    }

    /** All keys of the first two databases by what they hold. */
    private static String keyspace(int port) throws IOException {
        List<String> lines = new ArrayList<>();
        try (RedisProcess.Connection client = new RedisProcess.Connection(port)) {
            for (String database : new String[] {"0", "1"}) {
                client.execute(bytes("SELECT", database));
                for (String key : BlockingGenerator.KEYS) {
                    String type = text(client.execute(bytes("TYPE", key))).trim();
                    byte[][] read = switch (type) {
                        case "+list" -> bytes("LRANGE", key, "0", "-1");
                        case "+zset" -> bytes("ZRANGE", key, "0", "-1", "WITHSCORES");
                        case "+stream" -> bytes("XINFO", "STREAM", key, "FULL");
                        default -> bytes("TYPE", key);
                    };
                    // Times of delivery are each server's own.
                    lines.add(key + " " + text(client.execute(read)).replaceAll(":1[0-9]{12}\r", ":time\r"));
                }
            }
        }
        return String.join("\n", lines);
    }

    @Test
    @Timeout(60)
    void timeoutsEndWaits() throws IOException {
        List<String[]> waits = List.of(
                new String[] {"BLPOP", "a", "b", "0.01"},
                new String[] {"BRPOP", "a", "0.001"},
                new String[] {"BLMOVE", "a", "b", "LEFT", "RIGHT", "0.01"},
                new String[] {"BRPOPLPUSH", "a", "b", "1e-2"},
                new String[] {"BLMPOP", "0.01", "2", "a", "b", "LEFT"},
                new String[] {"BZPOPMIN", "a", "0.01"},
                new String[] {"BZMPOP", "0x1p-7", "1", "a", "MAX"});
        for (String protocol : new String[] {"2", "3"}) {
            try (ManyClients theirs = new ManyClients(redis.port(), waits.size(), protocol);
                    ManyClients ours = new ManyClients(node.port(), waits.size(), protocol)) {
                for (int i = 0; i < waits.size(); i++) {
                    byte[][] command = bytes(waits.get(i));
                    assertEquals(settled(theirs, i, command), settled(ours, i, command), String.join(" ", waits.get(i)));
                }
            }
        }
    }

    private static String settled(ManyClients clients, int who, byte[][] command) throws IOException {
        return (clients.step(who, command) + clients.awaitAll()).replace(who + " blocks | ", "");
    }

    @Test
    @Timeout(60)
    void whatIsSentBehindABlockedCommandWaits() throws IOException {
        for (int port : new int[] {redis.port(), node.port()}) {
            try (TestClient waiting = new TestClient(port);
                    TestClient other = new TestClient(port)) {
                String script = "DEL q r s\r\nBLPOP q 0\r\nSET s 1\r\nBLPOP r 0\r\nGET s\r\n";
                waiting.sendRaw(script.getBytes(StandardCharsets.ISO_8859_1));
                assertEquals("0", waiting.reply());
                while (!other.call("CLIENT", "LIST").contains("flags=b")) Thread.onSpinWait();
                assertEquals("(nil)", other.call("GET", "s"));
                assertEquals("2", other.call("RPUSH", "q", "x", "y"));
                assertEquals("[q, x]", waiting.reply());
                assertEquals("OK", waiting.reply());
                assertEquals("1", other.call("RPUSH", "r", "z"));
                assertEquals("[r, z]", waiting.reply());
                assertEquals("1", waiting.reply());
                assertEquals("[y]", other.call("LRANGE", "q", "0", "-1"));
            }
        }
    }

    @Test
    @Timeout(60)
    void aSwapOfDatabasesServesThoseWhoWait() throws IOException {
        for (int port : new int[] {redis.port(), node.port()}) {
            try (ManyClients clients = new ManyClients(port, 3, "2")) {
                clients.control.execute(bytes("FLUSHALL"));
                assertEquals("0 blocks", clients.step(0, bytes("BLPOP", "k", "0")));
                assertEquals("1: +OK\r\n", clients.step(1, bytes("SELECT", "1")));
                assertEquals("1: :1\r\n", clients.step(1, bytes("RPUSH", "k", "v")));
                assertEquals("2: +OK\r\n | 0: *2\r\n$1\r\nk\r\n$1\r\nv\r\n", clients.step(2, bytes("SWAPDB", "0", "1")));
            }
        }
    }
}
