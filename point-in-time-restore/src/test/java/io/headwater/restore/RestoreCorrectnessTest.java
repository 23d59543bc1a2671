package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.request.Destination.RdbFile;
import io.headwater.restore.request.RestorePoint.Time;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For any history, with failovers, deposed primaries that still write, records that stand twice, entries in chunks that a death cuts off, several segments and snapshots: what
 * a restore writes into a file is the fold of the entries up to the time, written as simply as possible, key for key and expiry for expiry.
 */
class RestoreCorrectnessTest {
    private static final long FAR_MS = 4_900_000_000_000L;

    @TempDir
    Path directory;

    private int files;

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void whateverTheTimeTheFileHoldsTheFoldOfTheEntriesUpToIt(long seed) throws IOException {
        Random random = new Random(seed);
        LogHistory log = new LogHistory(0, seed);
        ArchivedShard shard = new ArchivedShard(archive(), 0, log, directory.resolve("spool"));
        long trimmed = 0;
        for (int part = 0; part < 4; part++) {
            log.steps(40 + random.nextInt(40));
            shard.archiveAll(random);
            trimmed = log.records().size();
            if (random.nextBoolean()) {
                shard.snapshot(1);
            }
        }
        log.steps(30).heartbeat();
        // Half of the histories have lost the front of their topic: what is there was archived.
        ShardTopics topics = seed % 2 == 0 ? shard.topics() : shard.topicsFrom(trimmed);
        long first = log.entries().getFirst().timeMs();
        for (int i = 0; i < 60; i++) {
            long exact = log.entries().get(random.nextInt(log.entries().size())).timeMs();
            long wanted = Math.clamp(i % 3 == 0 ? exact : i % 3 == 1 ? exact - 1 : random.nextLong(first, log.lastTimeMs()), first, log.lastTimeMs() - 1);
            assertEquals(model(log, wanted), loaded(restored(topics, 1, wanted), wanted), "seed " + seed + " at " + wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {111, 112})
    void aStockRedisThatLoadsTheFileAgrees(long seed) throws Exception {
        Random random = new Random(seed);
        // A server's own clock would drop what has expired since: the history keeps clear of it.
        LogHistory log = new LogHistory(0, seed).steps(200).heartbeat();
        ArchivedShard shard = new ArchivedShard(archive(), 0, log, directory.resolve("spool")).archiveAll(random);
        try (RedisServer redis = RedisServer.start(directory.resolve("redis"), "--enable-debug-command", "yes", "--dbfilename", "restored.rdb")) {
            for (int i = 0; i < 12; i++) {
                long wanted = log.entries().get(random.nextInt(log.entries().size() - 1)).timeMs();
                Files.move(restored(shard.topics(), 1, wanted), directory.resolve("redis/restored.rdb"), StandardCopyOption.REPLACE_EXISTING);
                redis.call("DEBUG", "RELOAD", "NOSAVE");
                Map<String, String> expected = model(log, wanted);
                expected.values().removeIf(value -> !value.endsWith("@-1"));
                assertEquals(expected, redis.dump(ModelKeyspace.DATABASES), "seed " + seed + " at " + wanted);
            }
        }
    }

    @Test
    void entriesOfOneTimeAreRestoredTogether() throws IOException {
        LogHistory log = new LogHistory(0, 1).pass(10);
        for (int i = 0; i < 5; i++) {
            log.write(0, new String[] {"SET", "k" + i, "v"});
        }
        long together = log.entries().getLast().timeMs();
        log.pass(1).write(0, new String[] {"SET", "later", "v"}).pass(1).heartbeat();
        assertEquals(Map.of(), loaded(restored(topics(log), 1, together - 1), together));
        assertEquals(5, loaded(restored(topics(log), 1, together), together).size());
    }

    @Test
    void aKeyLivesAtTheVeryTimeOfItsExpiryAndIsGoneAMillisecondLater() throws IOException {
        LogHistory log = new LogHistory(0, 2).pass(10);
        long wanted = log.pass(0).write(0, new String[] {"SET", "first", "v"}).entries().getLast().timeMs() + 50;
        log.write(0, new String[] {"SET", "at", "v", "PXAT", "" + wanted});
        log.write(0, new String[] {"SET", "before", "v", "PXAT", "" + (wanted - 1)});
        log.write(0, new String[] {"SET", "after", "v", "PXAT", "" + (wanted + 1)});
        log.pass(100).heartbeat();
        assertEquals(List.of("0/after", "0/at", "0/first"), List.copyOf(loaded(restored(topics(log), 1, wanted), wanted).keySet()));
    }

    @Test
    void theBoundsOfTheWindowAreInItAndWhatIsBeyondIsNot() throws IOException {
        LogHistory log = new LogHistory(0, 3).pass(10).write(0, new String[] {"SET", "a", "1"}).pass(1000).heartbeat();
        long newest = log.lastTimeMs() - 1;
        assertEquals(Map.of("0/a", "1 @-1"), loaded(restored(topics(log), 1, newest), newest));
        assertTrue(refused(topics(log), newest + 1).contains("behind the newest restorable moment"));
        assertTrue(refused(topics(log), System.currentTimeMillis() + 3_600_000).contains("behind the newest restorable moment"));
        assertTrue(refused(topics(log), LogHistory.START_MS - 1).contains("before the oldest restorable moment"));
    }

    @Test
    void aTimeInAGapIsRefusedAndBothOfItsEndsAreThere() throws IOException {
        LogHistory log = new LogHistory(0, 4).pass(10).write(0, new String[] {"SET", "a", "1"}).pass(10).heartbeat();
        ArchivedShard shard = new ArchivedShard(archive(), 0, log, directory.resolve("spool")).archiveAll(new Random(1));
        long before = log.lastTimeMs() - 1;
        log.pass(1000).write(0, new String[] {"SET", "lost", "in the gap"}).pass(1000).heartbeat();
        long inTheGap = log.lastTimeMs() - 500;
        log.pass(1000).write(0, new String[] {"SET", "b", "2"});
        long trimmed = log.records().size();
        // The archive stood still, the topic was trimmed, a snapshot was taken of what is behind.
        shard.snapshot(1);
        log.pass(1000).heartbeat();
        long after = log.lastTimeMs() - 1;
        ShardTopics topics = shard.topicsFrom(trimmed);
        assertEquals(Map.of("0/a", "1 @-1"), loaded(restored(topics, 1, before), before));
        assertTrue(refused(topics, inTheGap).contains("lies in a gap"), refused(topics, inTheGap));
        assertEquals(Map.of("0/a", "1 @-1", "0/b", "2 @-1", "0/lost", "in the gap @-1"), loaded(restored(topics, 1, after), after));
    }

    @Test
    void hugeValuesComeBackWhole() throws IOException {
        LogHistory log = new LogHistory(0, 5).pass(10);
        String huge = "0123456789abcdef".repeat(400_000);
        log.write(0, new String[] {"SET", "huge", huge, "PXAT", "" + FAR_MS});
        for (int i = 0; i < 70_000; i += 1000) {
            String[] members = new String[1002];
            members[0] = "RPUSH";
            members[1] = "list";
            for (int j = 0; j < 1000; j++) {
                members[j + 2] = "e" + (i + j);
            }
            log.write(1, members);
        }
        log.pass(10).heartbeat();
        long wanted = log.lastTimeMs() - 1;
        Keyspace keyspace = keyspace(restored(topics(log), 1, wanted));
        assertEquals(huge + " @" + FAR_MS, ModelKeyspace.dump(keyspace, wanted).get("0/huge"));
        assertEquals(70_000, ModelKeyspace.dump(keyspace, wanted).get("1/list").split(",", -1).length);
    }

    @Test
    void aShardThatNobodyWroteToIsRestoredAsEmpty() throws IOException {
        LogHistory log = new LogHistory(0, 6).pass(10).write(0, new String[] {"SET", "a", "1"}).pass(10_000).heartbeat();
        LogHistory empty = new LogHistory(1, 7).pass(10_000).heartbeat();
        ShardTopics both = wanted -> Optional.of(new FakeTopic("topic" + wanted, (wanted == 0 ? log : empty).records(), 100));
        long wanted = Math.min(log.lastTimeMs(), empty.lastTimeMs()) - 1;
        assertEquals(Map.of("0/a", "1 @-1"), loaded(restored(both, 2, wanted), wanted));
    }

    private Archive archive() {
        return new Archive(new FileObjectStore(directory.resolve("archive")), "main");
    }

    private static ShardTopics topics(LogHistory log) {
        return ArchivedShard.topics(log.records());
    }

    private Path restored(ShardTopics topics, int shards, long timeMs) {
        Path file = directory.resolve("restored-" + files++ + ".rdb");
        new Restore(archive(), topics, () -> new RecordSchemas(null), shards, Progress.NONE)
                .run(RestoreRequest.of(new Time(timeMs), new RdbFile(file)), new PrintStream(new ByteArrayOutputStream()));
        return file;
    }

    private String refused(ShardTopics topics, long timeMs) {
        return String.valueOf(assertThrows(HeadwaterException.class, () -> restored(topics, 1, timeMs)).getMessage());
    }

    private static Keyspace keyspace(Path file) throws IOException {
        Keyspace keyspace = new Keyspace(16, new Hasher(3, 4), false);
        KeyspaceRdbLoader.load(file, keyspace);
        Files.delete(file);
        return keyspace;
    }

    private static Map<String, String> loaded(Path file, long timeMs) throws IOException {
        return ModelKeyspace.dump(keyspace(file), timeMs);
    }

    private static Map<String, String> model(LogHistory log, long timeMs) {
        return new TreeMap<>(log.modelAt(timeMs).dump(timeMs));
    }
}
