package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.FileObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.request.Destination.Existing;
import io.headwater.restore.request.Destination.RdbFile;
import io.headwater.restore.request.Destination.Server;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestorePoint.Time;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.request.RestoreRequest.Mode;
import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, over an archive in a directory, a topic in memory, and a stock Redis. */
class RestoreTest {
    private static final long IN_100_YEARS_MS = 4_900_000_000_000L;

    @TempDir
    Path directory;

    private final LogHistory log = new LogHistory(0, 5);
    private final List<String> said = new ArrayList<>();
    private Archive archive;
    private ArchivedShard shard;

    @BeforeEach
    void writeALog() {
        archive = new Archive(new FileObjectStore(directory.resolve("archive")), "main");
        shard = new ArchivedShard(archive, 0, log, directory.resolve("spool"));
        for (int db = 0; db < 3; db++) {
            log.write(db, new String[] {"SET", "future", "lives", "PXAT", "" + IN_100_YEARS_MS});
            log.write(db, new String[] {"SET", "past", "expires", "PXAT", "" + (LogHistory.START_MS + 1)});
            log.write(db, new String[] {"SET", "soon", "expires later", "PXAT", "" + (LogHistory.START_MS + 86_400_000)});
            for (int i = 0; i < 1200; i++) {
                log.write(db, new String[] {"HSET", "hash", "field" + i, "v" + i}, new String[] {"RPUSH", "list", "e" + i});
                log.write(db, new String[] {"SADD", "set", "m" + i}, new String[] {"ZADD", "zset", "" + i / 3.0, "m" + i});
            }
        }
        log.write(0, new String[] {"SET", "big", "x".repeat(300_000)});
        log.write(0, new String[] {"ZADD", "scores", "inf", "a"}, new String[] {"ZADD", "scores", "-1.5e-7", "b"});
        shard.archiveAll(new Random(1), 500).snapshot(1);
        log.pass(5000).write(1, new String[] {"SET", "in the archive", "behind the snapshot"});
        shard.archiveAll(new Random(2), 500);
        log.pass(5000).write(1, new String[] {"SET", "in the topic", "only"}).pass(5000).write(0, new String[] {"FLUSHALL"});
        log.pass(10).heartbeat();
    }

    /** The time just before the FLUSHALL. */
    private long beforeTheAccident() {
        return log.entries().getLast().timeMs() - 1;
    }

    @Test
    void aStockRedisLoadsTheFileAndHoldsWhatWasThere() throws Exception {
        Path file = directory.resolve("redis/dump.rdb");
        Files.createDirectories(file.getParent());
        String printed = run(RestoreRequest.of(new Time(beforeTheAccident()), new RdbFile(file)));
        assertTrue(printed.contains("wrote " + file), printed);
        assertTrue(printed.contains("3 keys were expired"), printed);
        assertTrue(said.stream().anyMatch(line -> line.startsWith("warning: 3 of these keys")), said.toString());
        try (RedisServer redis = RedisServer.start(file.getParent())) {
            assertEquals(model(beforeTheAccident()), redis.dump(3));
        }
    }

    @Test
    void aRunningServerGetsTheSameByPlainCommands() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            run(RestoreRequest.of(new Time(beforeTheAccident()), server(redis)));
            assertEquals(model(beforeTheAccident()), redis.dump(3));
        }
    }

    @Test
    void aServerThatIsNotEmptyIsLeftAloneUnlessItsKeysMayGo() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("SET", "mine", "1");
            HeadwaterException refused = assertThrows(
                    HeadwaterException.class,
                    () -> run(RestoreRequest.of(new Time(beforeTheAccident()), server(redis))));
            assertTrue(refused.getMessage().contains("not empty"), refused.getMessage());
            assertTrue(refused.hint().contains("--replace"));
            assertEquals("1", redis.call("GET", "mine"));
            run(RestoreRequest.of(new Time(beforeTheAccident()), replacing(redis)));
            assertEquals(model(beforeTheAccident()), redis.dump(3));
        }
    }

    @Test
    void keysInAnyDatabaseMakeAServerNotEmpty() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("SWAPDB", "0", "15");
            redis.call("SET", "mine", "1");
            redis.call("SWAPDB", "0", "15");
            assertThrows(
                    HeadwaterException.class,
                    () -> run(RestoreRequest.of(new Time(beforeTheAccident()), server(redis))));
        }
    }

    @Test
    void aServerThatRefusesHalfwaySaysHowFarItCame() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"), "--databases", "2")) {
            HeadwaterException stopped = assertThrows(
                    HeadwaterException.class,
                    () -> run(RestoreRequest.of(new Time(beforeTheAccident()), server(redis))));
            assertTrue(stopped.getMessage().contains("out of range") && stopped.getMessage().contains("keys are written"), stopped.getMessage());
        }
    }

    @Test
    void aServerWithAPasswordAsksForIt() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("CONFIG", "SET", "requirepass", "secret");
            HeadwaterException refused = assertThrows(
                    HeadwaterException.class,
                    () -> run(RestoreRequest.of(new Time(beforeTheAccident()), server(redis))));
            assertTrue(refused.getMessage().contains("NOAUTH"), refused.getMessage());
            assertFalse(refused.getMessage().contains("secret"));
            Server withPassword = new Server("127.0.0.1", redis.port(), null, "secret", Existing.REFUSE);
            run(RestoreRequest.of(new Time(beforeTheAccident()), withPassword));
        }
    }

    @Test
    void inAClusterEveryKeyGoesToTheNodeOfItsSlot() throws Exception {
        LogHistory single = new LogHistory(0, 8);
        for (int i = 0; i < 300; i++) {
            single.write(0, new String[] {"SET", "key:" + i, "v" + i});
        }
        single.pass(10).heartbeat();
        Restore restore = new Restore(
                new Archive(new FileObjectStore(directory.resolve("none")), "main"),
                ArchivedShard.topics(single.records()),
                () -> new RecordSchemas(null),
                1,
                Progress.NONE);
        try (RedisServer one = RedisServer.start(directory.resolve("one"), "--cluster-enabled", "yes");
                RedisServer two = RedisServer.start(directory.resolve("two"), "--cluster-enabled", "yes")) {
            one.call("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            two.call("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            one.call("CLUSTER", "MEET", "127.0.0.1", "" + two.port());
            one.awaitCluster();
            two.awaitCluster();
            RestoreRequest request = RestoreRequest.of(RestorePoint.LATEST, server(one));
            restore.run(request, new PrintStream(new ByteArrayOutputStream()));
            Map<String, String> both = new TreeMap<>(one.dump(1));
            assertTrue(both.size() > 50 && both.size() < 250, "keys on the first node: " + both.size());
            both.putAll(two.dump(1));
            assertEquals(single.modelAt(single.lastTimeMs()).dump(single.lastTimeMs()), both);
            assertThrows(HeadwaterException.class, () -> restore.run(request, new PrintStream(new ByteArrayOutputStream())));
            HeadwaterException refused = assertThrows(
                    HeadwaterException.class,
                    () -> run(RestoreRequest.of(new Time(beforeTheAccident()), replacing(two))));
            assertTrue(refused.getMessage().contains("has only database 0"), refused.getMessage());
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        Server nobody = new Server("127.0.0.1", 1);
        HeadwaterException refused = assertThrows(
                HeadwaterException.class, () -> run(RestoreRequest.of(new Time(beforeTheAccident()), nobody)));
        assertTrue(refused.getMessage().contains("127.0.0.1:1"), refused.getMessage());
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, refused.exitCode());
    }

    @Test
    void aFileIsNeverOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("dump.rdb"), "precious");
        assertThrows(
                HeadwaterException.class, () -> run(RestoreRequest.of(new Time(beforeTheAccident()), new RdbFile(file))));
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void aRestoreThatFailsLeavesNothingWhereTheFileWouldBe() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("out"));
        try (Stream<Path> objects = Files.walk(directory.resolve("archive"))) {
            for (Path object : objects.filter(path -> path.toString().endsWith(".rdb") || path.toString().contains("/log/")).toList()) {
                if (Files.isRegularFile(object)) {
                    Files.write(object, new byte[] {1, 2, 3});
                }
            }
        }
        Restore archiveOnly = restore(null);
        HeadwaterException stopped = assertThrows(
                HeadwaterException.class,
                () -> archiveOnly.run(
                        RestoreRequest.of(new Time(log.entries().get(5).timeMs()), new RdbFile(folder.resolve("dump.rdb"))),
                        new PrintStream(new ByteArrayOutputStream())));
        assertTrue(stopped.getMessage().contains("archive object main/0/"), stopped.getMessage());
        assertEquals(HeadwaterException.EXIT_CORRUPT, stopped.exitCode());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aDryRunOnlyPrintsThePlan() {
        Path file = directory.resolve("dump.rdb");
        String text = run(RestoreRequest.of(new Time(beforeTheAccident()), new RdbFile(file)).with(Mode.PLAN));
        assertTrue(text.startsWith("restore of cluster main to "), text);
        assertTrue(text.contains("snapshot") && text.contains("topic"), text);
        assertFalse(Files.exists(file));
        String json = run(RestoreRequest.of(new Time(beforeTheAccident()), new RdbFile(file)).with(Mode.PLAN).asJson());
        assertTrue(json.startsWith("{\"cluster\":\"main\"") && json.endsWith("}\n"), json);
    }

    @Test
    void aTimeOutsideTheWindowIsRefusedWithTheWindow() {
        long first = LogHistory.START_MS;
        for (long timeMs : new long[] {first - 1000, log.lastTimeMs(), System.currentTimeMillis() + 1_000_000}) {
            HeadwaterException refused = assertThrows(
                    HeadwaterException.class, () -> run(RestoreRequest.of(new Time(timeMs), new RdbFile(directory.resolve("x.rdb")))));
            assertTrue(refused.getMessage().contains("the window is 2023-11-14T22:13:2"), refused.getMessage());
            assertEquals(1, refused.getMessage().lines().count());
        }
    }

    @Test
    void latestIsEverythingThatTheLogHolds() throws Exception {
        log.write(2, new String[] {"SET", "the very last", "entry"});
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            run(RestoreRequest.of(RestorePoint.LATEST, server(redis)).asJson());
            assertEquals(Map.of("2/the very last", "entry @-1"), redis.dump(3));
        }
    }

    @Test
    void severalShardsBecomeOneFile() throws Exception {
        LogHistory other = new LogHistory(1, 6).pass(100_000).write(0, new String[] {"SET", "of shard 1", "v"}).pass(10).heartbeat();
        ShardTopics both = wanted -> Optional.of(new FakeTopic("topic" + wanted, (wanted == 0 ? log : other).records(), 100));
        Archive empty = new Archive(new FileObjectStore(directory.resolve("no archive")), "main");
        Path file = directory.resolve("redis/dump.rdb");
        Files.createDirectories(file.getParent());
        log.pass(200_000).write(0, new String[] {"SET", "of shard 0", "v"}).pass(10).heartbeat();
        Restore restore = new Restore(empty, both, () -> new RecordSchemas(null), 2, Progress.NONE);
        restore.run(
                RestoreRequest.of(new Time(other.lastTimeMs() - 1), new RdbFile(file)), new PrintStream(new ByteArrayOutputStream()));
        try (RedisServer redis = RedisServer.start(file.getParent())) {
            Map<String, String> expected = new TreeMap<>(model(other.lastTimeMs() - 1));
            expected.put("0/of shard 1", "v @-1");
            assertEquals(expected, redis.dump(3));
        }
    }

    private Map<String, String> model(long timeMs) {
        Map<String, String> model = new TreeMap<>(log.modelAt(timeMs).dump(timeMs));
        // What a stock Redis drops by its own clock.
        model.keySet().removeIf(key -> key.endsWith("/soon"));
        assertEquals(ModelKeyspace.DATABASES, 3);
        return model;
    }

    private static Server server(RedisServer redis) {
        return new Server("127.0.0.1", redis.port());
    }

    private static Server replacing(RedisServer redis) {
        return new Server("127.0.0.1", redis.port(), null, null, Existing.REPLACE);
    }

    private String run(RestoreRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        restore(shard.topics()).run(request, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Restore restore(ShardTopics topics) {
        return new Restore(archive, topics, () -> new RecordSchemas(null), 1, new Progress() {
            @Override
            public void step(String what) {
                said.add(what);
            }

            @Override
            public void advanced(String what, long done, long total, long effects) {}
        });
    }
}
