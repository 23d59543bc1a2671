package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis writes, we read; we write, Redis reads: both sides must mean the same. */
class StockRedisTest {
    @TempDir
    Path redisDir;

    @TempDir
    Path ourDir;

    @BeforeAll
    static void redisIsThere() {
        StockRedis.assumeInstalled();
    }

    @Test
    void whatRedisWritesIsReadValueByValue() throws Exception {
        try (StockRedis redis = StockRedis.start(redisDir)) {
            SampleData.fill(redis);
            redis.command("SAVE");
            RdbContents contents = RdbContents.of(redisDir.resolve("dump.rdb"));
            assertEquals("7.0.15", contents.aux().get("redis-ver"));
            assertEquals(List.of(0, 1, 9, 15), List.copyOf(contents.keysByDb().keySet()));
            for (var db : contents.keysByDb().entrySet()) {
                redis.command("SELECT", db.getKey());
                assertEquals(redis.text("DBSIZE"), "" + db.getValue().size());
                for (var key : db.getValue().entrySet()) {
                    assertEquals(valueIn(redis, key.getKey()), key.getValue(), key.getKey());
                }
            }
        }
    }

    @Test
    void whatWeWriteRedisLoadsIntoTheSameValuesAndEncodings() throws Exception {
        for (RdbWriter.Compression compression : RdbWriter.Compression.values()) {
            try (StockRedis original = StockRedis.start(redisDir)) {
                original.command("FLUSHALL");
                SampleData.fill(original);
                original.command("SAVE");
                Path ours = ourDir.resolve("dump.rdb");
                copy(redisDir.resolve("dump.rdb"), ours, compression);
                assertRedisCheckRdbApproves(ours);
                try (StockRedis loaded = StockRedis.start(ourDir)) {
                    assertEquals(original.text("DEBUG", "DIGEST"), loaded.text("DEBUG", "DIGEST"));
                    assertSameEncodingsAndExpiries(original, loaded);
                }
            }
        }
    }

    @Test
    void whatRedisSavesAgainAfterLoadingOurFileMeansTheSame() throws Exception {
        try (StockRedis redis = StockRedis.start(redisDir)) {
            SampleData.fill(redis);
            redis.command("SAVE");
        }
        RdbContents before = RdbContents.of(redisDir.resolve("dump.rdb"));
        copy(redisDir.resolve("dump.rdb"), ourDir.resolve("dump.rdb"), RdbWriter.Compression.LZF);
        assertEquals(List.of(), before.differencesTo(RdbContents.of(ourDir.resolve("dump.rdb"))));
        try (StockRedis redis = StockRedis.start(ourDir)) {
            redis.command("SAVE");
        }
        assertEquals(List.of(), before.differencesTo(RdbContents.of(ourDir.resolve("dump.rdb"))));
    }

    @Test
    void aListBeyondTheHeldMemoryLoadsIntoTheSameQuicklist() throws Exception {
        try (OutputStream out = Files.newOutputStream(ourDir.resolve("dump.rdb"))) {
            RdbWriter writer = new RdbWriter(out, RdbWriter.Compression.LZF, 100_000);
            writer.selectDb(0);
            byte[] key = {'l'};
            writer.beginList(key, 50_000, RdbVisitor.NO_EXPIRY);
            for (int i = 0; i < 50_000; i++) {
                writer.element(("element " + i).getBytes(StandardCharsets.US_ASCII));
            }
            writer.end();
            writer.finish();
        }
        try (StockRedis redis = StockRedis.start(ourDir)) {
            assertEquals("50000", redis.text("LLEN", "l"));
            assertEquals("element 0", redis.text("LINDEX", "l", "0"));
            assertEquals("element 49999", redis.text("LINDEX", "l", "-1"));
            assertEquals("quicklist", redis.text("OBJECT", "ENCODING", "l"));
        }
    }

    @Test
    void functionsAreLeftOutWithAWarning() throws Exception {
        try (StockRedis redis = StockRedis.start(redisDir)) {
            redis.command("FUNCTION", "LOAD", "#!lua name=lib\nredis.register_function('f', function() return 1 end)");
            redis.command("SET", "k", "v");
            redis.command("SAVE");
        }
        RdbContents contents = new RdbContents();
        RdbSummary summary = RdbReader.read(redisDir.resolve("dump.rdb"), contents);
        assertEquals(1, summary.keys());
        assertEquals(List.of("a library of functions was left out"), summary.warnings());
        assertTrue(summary.checksumVerified());
        assertEquals(Files.size(redisDir.resolve("dump.rdb")), summary.bytes());
    }

    @Test
    void evictionHintsAreSkipped() throws Exception {
        for (String policy : List.of("allkeys-lru", "allkeys-lfu")) {
            try (StockRedis redis = StockRedis.start(redisDir)) {
                redis.command("CONFIG", "SET", "maxmemory-policy", policy);
                redis.command("SET", "k", "v", "PXAT", SampleData.EXPIRE_AT_MS);
                redis.command("SAVE");
            }
            RdbContents.Key key = RdbContents.of(redisDir.resolve("dump.rdb")).keysByDb().get(0).get("k");
            assertEquals(new RdbContents.Key("v", SampleData.EXPIRE_AT_MS), key);
        }
    }

    @Test
    void streamsGoThereAndBack() throws Exception {
        String[][] commands = {
            {"XADD", "events", "1-1", "f", "v", "n", "12345"}, {"XADD", "events", "1-2", "f", "w", "n", "-7"}, {"XADD", "events", "2-0", "other", "x"},
            {"XADD", "events", "18446744073709551615-3", "f", "v".repeat(5000)}, {"XGROUP", "CREATE", "events", "g", "0"}, {"XGROUP", "CREATE", "events", "h", "$"},
            {"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "events", ">"}, {"XREADGROUP", "GROUP", "g", "bob", "STREAMS", "events", ">"},
            {"XDEL", "events", "1-2"}, {"XGROUP", "CREATE", "empty", "g", "0", "MKSTREAM"}
        };
        String expected;
        try (StockRedis redis = StockRedis.start(redisDir)) {
            for (String[] command : commands) redis.command(command);
            redis.command("SAVE");
            expected = streams(redis);
        }
        Path dump = redisDir.resolve("dump.rdb");
        Path original = redisDir.resolve("original.rdb");
        Files.move(dump, original);
        Keyspace keyspace = new Keyspace(1, new Hasher(1, 2), false);
        KeyspaceRdbLoader.load(original, keyspace);
        try (OutputStream out = Files.newOutputStream(dump)) {
            RdbWriter writer = new RdbWriter(out, RdbWriter.Compression.LZF);
            new KeyspaceRdbWriter(writer, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
            writer.finish();
        }
        assertEquals(RdbContents.of(original).keysByDb(), RdbContents.of(dump).keysByDb());
        try (StockRedis redis = StockRedis.start(redisDir)) {
            assertEquals(expected, streams(redis));
        }
    }

    private static String streams(StockRedis redis) throws IOException {
        return deep(redis.command("XINFO", "STREAM", "events", "FULL", "COUNT", "0")) + deep(redis.command("XINFO", "STREAM", "empty", "FULL", "COUNT", "0"));
    }

    private static String deep(Object reply) {
        if (reply instanceof byte[] bytes) return RdbContents.text(bytes);
        return reply instanceof List<?> list ? list.stream().map(StockRedisTest::deep).toList().toString() : String.valueOf(reply);
    }

    private static void copy(Path from, Path to, RdbWriter.Compression compression) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            RdbWriter writer = new RdbWriter(out, compression);
            RdbReader.read(from, writer);
            writer.finish();
        }
    }

    private static void assertRedisCheckRdbApproves(Path file) throws Exception {
        Process check = new ProcessBuilder("redis-check-rdb", file.toString()).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
        assertTrue(said.contains("Checksum OK"), said);
    }

    private static void assertSameEncodingsAndExpiries(StockRedis a, StockRedis b) throws IOException {
        List<String> differences = new ArrayList<>();
        for (int db : new int[] {0, 1, 9, 15}) {
            a.command("SELECT", db);
            b.command("SELECT", db);
            for (Object key : a.list("KEYS", "*")) {
                String inA = shape(a, key);
                String inB = shape(b, key);
                if (!inA.equals(inB)) {
                    differences.add(RdbContents.text((byte[]) key) + ": " + inA + " | " + inB);
                }
            }
        }
        assertEquals(List.of(), differences);
    }

    private static String shape(StockRedis redis, Object key) throws IOException {
        String encoding = redis.text("OBJECT", "ENCODING", key);
        if (encoding.equals("quicklist")) {
            encoding += redis.text("DEBUG", "OBJECT", key).replaceFirst(".*(ql_nodes:\\d+).*", " $1");
        }
        return encoding + " " + redis.text("PEXPIRETIME", key);
    }

    private static RdbContents.Key valueIn(StockRedis redis, String key) throws IOException {
        Object value = switch (redis.text("TYPE", key)) {
            case "string" -> redis.text("GET", key);
            case "list" -> texts(redis.list("LRANGE", key, "0", "-1"));
            case "hash" -> pairs(texts(redis.list("HGETALL", key)), false);
            case "zset" -> pairs(texts(redis.list("ZRANGE", key, "0", "-1", "WITHSCORES")), true);
            default -> {
                Map<String, String> members = new TreeMap<>();
                texts(redis.list("SMEMBERS", key)).forEach(member -> members.put(member, ""));
                yield members;
            }
        };
        return new RdbContents.Key(value, Long.parseLong(redis.text("PEXPIRETIME", key)));
    }

    private static List<String> texts(List<Object> replies) {
        return replies.stream().map(reply -> RdbContents.text((byte[]) reply)).toList();
    }

    private static Map<String, String> pairs(List<String> texts, boolean scores) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < texts.size(); i += 2) {
            pairs.put(texts.get(i), scores ? Double.toString(Score.parse(
                    texts.get(i + 1).getBytes(StandardCharsets.US_ASCII)).orElseThrow()) : texts.get(i + 1));
        }
        return pairs;
    }
}
