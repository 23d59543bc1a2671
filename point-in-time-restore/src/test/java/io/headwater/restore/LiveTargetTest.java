package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.FileObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.request.Destination.Existing;
import io.headwater.restore.request.Destination.Server;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running server as the target: what becomes of keys that it holds, and of a restore that stops in the middle. */
class LiveTargetTest {
    private static final String VALUE = "v".repeat(2000);

    @TempDir
    Path directory;

    private final LogHistory log = new LogHistory(0, 11);
    private Restore restore;

    @BeforeEach
    void writeALog() {
        for (int i = 0; i < 2000; i++) {
            log.write(0, new String[] {"SET", "key:" + i, VALUE});
        }
        for (int i = 0; i < 50; i++) {
            log.write(1, new String[] {"RPUSH", "list:" + i, "a"}, new String[] {"RPUSH", "list:" + i, "b"});
        }
        log.pass(10).heartbeat();
        restore = new Restore(
                new Archive(new FileObjectStore(directory.resolve("none")), "main"),
                ArchivedShard.topics(log.records()),
                () -> new RecordSchemas(null),
                1,
                Progress.NONE);
    }

    @Test
    void keysThatAreThereStayAndTheOthersCome() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("SET", "key:7", "mine");
            redis.call("SET", "another", "mine too");
            redis.call("SWAPDB", "0", "1"); // there is no connection that keeps its database

            redis.call("SADD", "list:3", "of another type");
            redis.call("SWAPDB", "0", "1");
            run(redis, Existing.SKIP);
            Map<String, String> expected = model();
            expected.put("0/key:7", "mine @-1");
            expected.put("0/another", "mine too @-1");
            expected.put("1/list:3", "[of another type] @-1");
            assertEquals(expected, redis.dump(3));
        }
    }

    @Test
    void aServerThatRunsOutOfMemoryHoldsWholeKeysAndSaysHowMany() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("CONFIG", "SET", "maxmemory", "3mb");
            HeadwaterException stopped = assertThrows(HeadwaterException.class, () -> run(redis, Existing.REFUSE));
            assertTrue(stopped.getMessage().contains("OOM") && stopped.getMessage().contains("of 2050 keys are written"), stopped.getMessage());
            redis.call("CONFIG", "SET", "maxmemory", "0");
            Map<String, String> part = redis.dump(3);
            String record = part.keySet().stream().filter(key -> key.startsWith("0/headwater:restore:")).findFirst().orElseThrow();
            assertTrue(part.get(record).startsWith("restore of main to "), part.get(record));
            part.remove(record);
            assertTrue(part.size() < 2050, part.size() + " keys");
            assertTrue(stopped.getMessage().contains("; " + part.size() + " of 2050 keys"), stopped.getMessage() + " but " + part.size());
            assertTrue(model().entrySet().containsAll(part.entrySet()), "each is there as a whole");

            run(redis, Existing.REFUSE); // the same again: the keys are its own
            assertEquals(model(), redis.dump(3));
        }
    }

    @Test
    void whatAnotherRestoreLeftIsNotTakenForItsOwn() throws Exception {
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"))) {
            redis.call("SET", "headwater:restore:4711", "restore of another");
            HeadwaterException refused = assertThrows(HeadwaterException.class, () -> run(redis, Existing.REFUSE));
            assertTrue(refused.getMessage().contains("not empty") && refused.hint().contains("--skip-existing"), refused.getMessage());
        }
    }

    @Test
    void inAClusterToo() throws Exception {
        LogHistory single = new LogHistory(0, 12);
        for (int i = 0; i < 200; i++) {
            single.write(0, new String[] {"HSET", i % 3 == 0 ? "{tag}" + i : i % 3 == 1 ? "{}k}" + i : "k}" + i, "f", "v" + i});
        }
        single.pass(10).heartbeat();
        restore = new Restore(
                new Archive(new FileObjectStore(directory.resolve("none")), "main"),
                ArchivedShard.topics(single.records()),
                () -> new RecordSchemas(null),
                1,
                Progress.NONE);
        try (RedisServer one = RedisServer.start(directory.resolve("one"), "--cluster-enabled", "yes")) {
            one.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
            while (!((String) one.call("CLUSTER", "INFO")).contains("cluster_state:ok")) {
                Thread.onSpinWait();
            }
            one.call("SET", "{tag}3", "mine");
            run(single, one, Existing.SKIP);
            Map<String, String> expected = new TreeMap<>(single.modelAt(single.lastTimeMs()).dump(single.lastTimeMs()));
            expected.put("0/{tag}3", "mine @-1");
            assertEquals(expected, one.dump(1));
            run(single, one, Existing.REPLACE);
            expected.put("0/{tag}3", "{f=v3} @-1");
            assertEquals(expected, one.dump(1));
        }
    }

    private Map<String, String> model() {
        return new TreeMap<>(log.modelAt(log.lastTimeMs()).dump(log.lastTimeMs()));
    }

    private void run(RedisServer redis, Existing existing) {
        run(log, redis, existing);
    }

    private void run(LogHistory history, RedisServer redis, Existing existing) {
        restore.run(request(redis, existing, history.lastTimeMs() - 1), nowhere());
    }

    private RestoreRequest request(RedisServer redis, Existing existing, long timeMs) {
        return RestoreRequest.of(new RestorePoint.Time(timeMs), new Server("127.0.0.1", redis.port(), null, null, existing));
    }

    private static PrintStream nowhere() {
        return new PrintStream(new ByteArrayOutputStream());
    }
}
