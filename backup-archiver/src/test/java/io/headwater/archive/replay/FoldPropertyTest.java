package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.replication.RecordSchemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For any history and any time: what is replayed is the fold of the entries up to that time, written as simply as possible. */
class FoldPropertyTest {
    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyTimeIsTheFoldOfTheEntriesUpToIt(long seed) {
        Random random = new Random(seed);
        LogHistory log = new LogHistory(0, seed);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool);
        for (int part = 0; part < 4; part++) {
            log.steps(40 + random.nextInt(60));
            if (random.nextInt(4) > 0) {
                shard.archiveAll(random);
            }
            if (random.nextInt(3) == 0) {
                shard.snapshot(1);
            }
        }
        ShardHistory whole = history(shard.topics());
        for (long timeMs : times(log, random)) {
            assertEquals(model(log, timeMs), replayed(whole, shard.topics(), timeMs), "seed " + seed + " at " + timeMs);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void theArchiveAloneIsEnoughForWhatItHolds(long seed) {
        LogHistory log = new LogHistory(0, seed).steps(150);
        new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(seed));
        ShardHistory history = history(null);
        for (long timeMs : times(log, new Random(seed))) {
            assertEquals(model(log, timeMs), replayed(history, null, timeMs));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void theTopicAloneIsEnoughForWhatItHolds(long seed) {
        LogHistory log = new LogHistory(0, seed).steps(150);
        ShardTopics topics = new ArchivedShard(archive, 0, log, spool).topics();
        ShardHistory history = history(topics);
        for (long timeMs : times(log, new Random(seed))) {
            assertEquals(model(log, timeMs), replayed(history, topics, timeMs));
        }
    }

    @Test
    void everythingIsWhatALogHoldsThatNobodyContinues() {
        LogHistory log = new LogHistory(0, 41).steps(100).batch(3);
        ShardTopics topics = new ArchivedShard(archive, 0, log, spool).topics();
        long last = log.lastTimeMs();
        ShardReplay replay = replay(topics);
        Replayed all = replay.run(history(topics), last, true);
        assertEquals(model(log, last), ModelKeyspace.dump(all.keyspace(), last));
        assertEquals(log.entries().getLast().lsn(), all.position().lsn());
        assertThrows(RuntimeException.class, () -> replay.run(history(topics), last, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void aDamagedObjectIsNamedAndTheTopicOrAnOlderSnapshotTakesItsPlace(long seed) {
        Random random = new Random(seed);
        LogHistory log = new LogHistory(0, seed).steps(80);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(random).snapshot(1);
        log.steps(80);
        shard.archiveAll(random).snapshot(1);
        log.steps(20).heartbeat();
        long timeMs = log.lastTimeMs() - 1;
        for (String victim : objects.objects().keySet().toArray(new String[0])) {
            if (victim.endsWith("/shards") || victim.contains("/seen/") || victim.contains("/proofs/")) {
                continue;
            }
            ShardHistory history = history(shard.topics());
            byte[] good = damage(victim, random);
            List<String> said = new ArrayList<>();
            ShardReplay replay = new ShardReplay(archive, shard.topics(), () -> new RecordSchemas(null), steps(said));
            assertEquals(model(log, timeMs), ModelKeyspace.dump(replay.run(history, timeMs, false).keyspace(), timeMs));
            boolean onTheWay = onTheWay(new Routes(history, Set.of()).to(timeMs).orElseThrow(), victim);
            assertEquals(onTheWay, said.stream().anyMatch(line -> line.contains(victim)), victim + ": " + said);
            objects.objects().put(victim, good);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62})
    void withoutAnotherWayADamagedObjectStopsTheReplayByName(long seed) {
        Random random = new Random(seed);
        LogHistory log = new LogHistory(0, seed).steps(120);
        new ArchivedShard(archive, 0, log, spool).archiveAll(random);
        long timeMs = log.lastTimeMs() - 1;
        ShardHistory history = history(null);
        for (SegmentInfo segment : history.segments()) {
            for (String victim : List.of(segment.object(), segment.manifest())) {
                byte[] good = damage(victim, random);
                DamagedObjectException stopped =
                        assertThrows(DamagedObjectException.class, () -> replay(null).run(history, timeMs, false));
                assertTrue(String.valueOf(stopped.getMessage()).contains(victim), stopped.getMessage());
                objects.objects().put(victim, good);
            }
        }
    }

    @Test
    void aSnapshotIsTakenOnceForOneStateOfTheLog() {
        LogHistory log = new LogHistory(0, 71).steps(60);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).snapshot(1);
        log.heartbeat();
        shard.snapshot(1);
        assertEquals(2, snapshotObjects());
        log.batch(2);
        shard.snapshot(1);
        assertEquals(4, snapshotObjects());
    }

    private long snapshotObjects() {
        return objects.objects().keySet().stream().filter(name -> name.contains("/snapshot/")).count();
    }

    @Test
    void aSnapshotBridgesAnArchiveWhoseBeginningIsGone() {
        LogHistory log = new LogHistory(0, 81).steps(100);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1)).snapshot(1);
        long snapshotMs = log.lastTimeMs();
        log.steps(60).heartbeat();
        shard.archiveAll(new Random(2));
        ShardHistory whole = history(null);
        for (SegmentInfo segment : whole.segments()) {
            if (segment.lastTimeMs() <= snapshotMs) {
                objects.objects().remove(segment.object());
                objects.objects().remove(segment.manifest());
            }
        }
        ShardHistory rest = history(null);
        long timeMs = log.lastTimeMs() - 1;
        assertEquals(model(log, timeMs), replayed(rest, null, timeMs));
        assertTrue(new Routes(rest, Set.of()).to(LogHistory.START_MS + 1).isEmpty());
    }

    private static boolean onTheWay(Route route, String object) {
        SnapshotInfo snapshot = route.snapshot();
        return snapshot != null && (snapshot.object().equals(object) || snapshot.manifest().equals(object))
                || route.segments().stream().anyMatch(s -> s.object().equals(object) || s.manifest().equals(object));
    }

    private byte[] damage(String victim, Random random) {
        byte[] good = objects.objects().get(victim);
        byte[] bad = good.clone();
        switch (random.nextInt(3)) {
            case 0 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bad = Arrays.copyOf(good, random.nextInt(good.length));
            default -> bad = null;
        }
        if (bad == null) {
            objects.objects().remove(victim);
        } else {
            objects.objects().put(victim, bad);
        }
        return good;
    }

    private static Progress steps(List<String> said) {
        return new Progress() {
            @Override
            public void step(String what) {
                said.add(what);
            }

            @Override
            public void advanced(String what, long done, long total, long effects) {}
        };
    }

    private static TreeSet<Long> times(LogHistory log, Random random) {
        TreeSet<Long> times = new TreeSet<>();
        long first = log.entries().getFirst().timeMs();
        long last = log.lastTimeMs() - 1;
        for (int i = 0; i < 25; i++) {
            times.add(random.nextLong(first, last + 1));
            long exact = log.entries().get(random.nextInt(log.entries().size())).timeMs();
            times.add(Math.clamp(exact, first, last));
            times.add(Math.clamp(exact - 1, first, last));
        }
        times.add(last);
        return times;
    }

    private ShardHistory history(ShardTopics topics) {
        return new InventoryReader(archive, topics, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
    }

    private ShardReplay replay(ShardTopics topics) {
        return new ShardReplay(archive, topics, () -> new RecordSchemas(null), Progress.NONE);
    }

    private Map<String, String> replayed(ShardHistory history, ShardTopics topics, long timeMs) {
        return ModelKeyspace.dump(replay(topics).run(history, timeMs, false).keyspace(), timeMs);
    }

    private static TreeMap<String, String> model(LogHistory log, long timeMs) {
        return new TreeMap<>(log.modelAt(timeMs).dump(timeMs));
    }
}
