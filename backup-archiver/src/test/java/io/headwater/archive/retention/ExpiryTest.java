package io.headwater.archive.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.retention.ExpirePlan.Kept;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Nothing that a promised moment needs is ever deleted; a deletion that dies anywhere is finished by the next. */
class ExpiryTest {
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");

    /** A log of some days, archived in small segments, with a snapshot every few hours. */
    private LogHistory days(long seed) {
        Random random = new Random(seed);
        LogHistory log = new LogHistory(0, seed);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool);
        for (int part = 0; part < 24; part++) {
            log.pass(random.nextLong(6 * HOUR_MS)).steps(12);
            if (random.nextInt(5) > 0) {
                shard.archiveAll(random);
            }
            if (random.nextInt(3) > 0) {
                shard.snapshot(1);
            }
        }
        log.pass(1).heartbeat();
        shard.archiveAll(random);
        return log;
    }

    private RetentionPolicy randomPolicy(Random random) {
        return new RetentionPolicy(random.nextLong(48 * HOUR_MS), random.nextInt(4), random.nextInt(4), random.nextInt(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyPromisedMomentIsRestoredByTheSameWayAsBefore(long seed) {
        Random random = new Random(seed);
        LogHistory log = days(seed);
        ShardHistory before = history();
        long firstMs = log.entries().getFirst().timeMs();
        List<Long> pinned = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            long timeMs = random.nextLong(firstMs, log.lastTimeMs());
            new Pins(archive).add(new Pin("moment" + i, 1, timeMs, null));
            pinned.add(timeMs);
        }
        SnapshotInfo pinnedSnapshot = before.snapshots().get(random.nextInt(before.snapshots().size()));
        new Pins(archive).add(new Pin("snapshot", 1, pinnedSnapshot.timeMs(), pinnedSnapshot.object()));
        Expiry expiry = expiry(archive, randomPolicy(random), log);
        ExpirePlan plan = expiry.plan().getFirst();
        assertTrue(plan.kept().stream().anyMatch(kept -> kept.snapshot().equals(pinnedSnapshot)));
        expiry.run(plan);

        ShardHistory after = history();
        Set<Long> times = new TreeSet<>(pinned);
        times.add(plan.windowFromMs());
        plan.kept().stream().map(Kept::snapshot).forEach(snapshot -> {
            times.add(snapshot.timeMs());
            if (snapshot.timeMs() > plan.windowFromMs()) {
                times.add(snapshot.timeMs() - 1);
            }
        });
        for (int i = 0; i < 60; i++) {
            times.add(random.nextLong(plan.windowFromMs(), log.lastTimeMs()));
        }
        for (long timeMs : times) {
            assertEquals(way(before, timeMs), way(after, timeMs), "seed " + seed + " at " + timeMs);
        }
        for (long timeMs : pinned) {
            if (!way(before, timeMs).isEmpty()) {
                assertEquals(new TreeMap<>(log.modelAt(timeMs).dump(timeMs)), replayed(after, timeMs));
            }
        }
        assertTrue(expiry.plan().getFirst().isEmpty(), "a second run has nothing to do");
        assertTrue(problems().isEmpty(), "a hole that was made on purpose is no problem: " + problems());
    }

    @Test
    void mostOfAnOldArchiveGoes() {
        LogHistory log = days(3);
        int before = objects.objects().size();
        Expiry expiry = expiry(archive, new RetentionPolicy(4 * HOUR_MS, 0, 0, 0), log);
        expiry.run(expiry.plan().getFirst());
        assertTrue(objects.objects().size() < before / 2, objects.objects().size() + " of " + before);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void aDeletionThatDiesAtAnyStepLeavesNothingThatTheNextDoesNotFinish(long seed) {
        LogHistory log = days(seed);
        RetentionPolicy policy = new RetentionPolicy(5 * HOUR_MS, 1, 2, 0);
        Map<String, byte[]> whole = new TreeMap<>(objects.objects());
        Expiry clean = expiry(archive, policy, log);
        ExpirePlan plan = clean.plan().getFirst();
        clean.run(plan);
        Set<String> expected = new TreeSet<>(objects.objects().keySet());
        long steps = 2 + 4L * (plan.snapshots().size() + plan.segments().size());
        ShardHistory after = history();
        for (long deadline = 1; deadline <= steps; deadline += 1 + steps / 12) {
            objects.objects().clear();
            objects.objects().putAll(whole);
            long[] left = {deadline};
            Archive dying = new Archive(objects.withFaults(point -> {
                if (--left[0] == 0) {
                    throw new IllegalStateException("killed " + point);
                }
            }), "main");
            Expiry killed = expiry(dying, policy, log);
            assertThrows(IllegalStateException.class, () -> killed.run(killed.plan().getFirst()));
            // an archiver starts in between, and completes what it takes for a dead archiver's work
            new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1));
            for (long timeMs = plan.windowFromMs(); timeMs < log.lastTimeMs(); timeMs += HOUR_MS) {
                assertEquals(way(after, timeMs), way(history(), timeMs), "killed at step " + deadline);
            }
            Expiry again = expiry(archive, policy, log);
            again.run(again.plan().getFirst());
            assertEquals(expected, new TreeSet<>(objects.objects().keySet()), "killed at step " + deadline);
        }
    }

    @Test
    void aDamagedSnapshotAtTheWindowsBeginningKeepsWhatTakesItsPlace() {
        LogHistory log = days(31);
        RetentionPolicy policy = new RetentionPolicy(5 * HOUR_MS, 0, 0, 0);
        ExpirePlan plan = expiry(archive, policy, log).plan().getFirst();
        SnapshotInfo base = plan.kept().getFirst().snapshot();
        assertTrue(base.timeMs() <= plan.windowFromMs());
        assertFalse(plan.snapshots().isEmpty());
        objects.objects().get(base.object())[100] ^= 1;
        Expiry expiry = expiry(archive, policy, log);
        expiry.run(expiry.plan().getFirst());
        long timeMs = plan.windowFromMs();
        assertEquals(new TreeMap<>(log.modelAt(timeMs).dump(timeMs)), replayed(history(), timeMs));
    }

    @Test
    void aMomentThatARuleKeepsStaysRestorableOnEveryShard() {
        LogHistory[] logs = {new LogHistory(0, 61), new LogHistory(1, 62)};
        ArchivedShard[] shards = {new ArchivedShard(archive, 0, logs[0], spool), new ArchivedShard(archive, 1, logs[1], spool)};
        ShardTopics both = shard -> shards[shard].topics().open(shard);
        Random random = new Random(6);
        for (int day = 0; day < 8; day++) {
            for (int shard = 0; shard < 2; shard++) {
                logs[shard].pass(LogHistory.START_MS + day * 24 * HOUR_MS - logs[shard].lastTimeMs() + random.nextInt(60_000));
                logs[shard].steps(10).pass(120_000).heartbeat();
                shards[shard].archiveAll(random, 3);
            }
            new SnapshotJob(archive, both, () -> new RecordSchemas(null), spool, Progress.NONE).run(2);
            for (int shard = 0; shard < 2; shard++) {
                logs[shard].steps(10).pass(120_000).heartbeat();
                shards[shard].archiveAll(random, 3);
            }
        }
        Expiry expiry = expiry(archive, new RetentionPolicy(HOUR_MS, 0, 5, 0), logs[0]);
        List<ExpirePlan> plans = expiry.plan();
        List<Long> promised = plans.stream()
                .flatMap(plan -> plan.kept().stream())
                .filter(kept -> kept.reason().equals("daily"))
                .map(kept -> kept.snapshot().timeMs())
                .sorted()
                .toList();
        plans.forEach(expiry::run);
        var left = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(2, 0).shards();
        long common = promised.stream()
                .filter(timeMs -> left.stream().allMatch(histories -> !way(histories.getFirst(), timeMs).isEmpty()))
                .count();
        // each day has two snapshots, and the moment of the later one is the cluster's
        assertEquals(6, promised.size());
        assertTrue(common >= 3, common + " of " + promised);
    }

    @Test
    void aPinThatIsMadeMeanwhileIsHeeded() {
        LogHistory log = days(42);
        Expiry expiry = expiry(archive, new RetentionPolicy(HOUR_MS, 0, 0, 0), log);
        ExpirePlan plan = expiry.plan().getFirst();
        new Pins(archive).add(new Pin("mine", 1, log.entries().getFirst().timeMs() + 1, null));
        assertThrows(HeadwaterException.class, () -> expiry.run(plan));
        expiry.run(expiry.plan().getFirst());
        assertFalse(way(history(), log.entries().getFirst().timeMs() + 1).isEmpty());
    }

    @Test
    void aPinThatCannotBeReadStopsEverything() {
        LogHistory log = days(41);
        new Pins(archive).add(new Pin("mine", 1, log.lastTimeMs() - 1, null));
        objects.objects().get("main/pins/mine")[0] ^= 1;
        assertThrows(DamagedObjectException.class, () -> expiry(archive, RetentionPolicy.DEFAULT, log).plan());
    }

    @Test
    void neitherAStandstillNorAWallClockThatJumpsTakesTheLastWeek() {
        LogHistory log = days(51);
        RetentionPolicy policy = new RetentionPolicy(5 * HOUR_MS, 0, 0, 0);
        ExpirePlan inTime = expiry(archive, policy, log).plan().getFirst();
        ExpirePlan late = new Expiry(archive, policy, () -> log.lastTimeMs() + 1000 * HOUR_MS, Progress.NONE).plan().getFirst();
        assertEquals(inTime, late);
    }

    private Expiry expiry(Archive in, RetentionPolicy policy, LogHistory log) {
        return new Expiry(in, policy, log::lastTimeMs, Progress.NONE);
    }

    private static List<String> way(ShardHistory history, long timeMs) {
        return new Routes(history, Set.of()).to(timeMs).map(ExpiryTest::objectsOf).orElse(List.of());
    }

    private static List<String> objectsOf(Route route) {
        List<String> names = new ArrayList<>();
        SnapshotInfo base = route.snapshot();
        names.add(base == null ? "the beginning" : base.object());
        route.segments().stream().map(SegmentInfo::object).forEach(names::add);
        return names;
    }

    private List<String> problems() {
        return new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(1, 0).problems();
    }

    private ShardHistory history() {
        return new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
    }

    private Map<String, String> replayed(ShardHistory history, long timeMs) {
        ShardReplay replay = new ShardReplay(archive, null, () -> new RecordSchemas(null), Progress.NONE);
        return ModelKeyspace.dump(replay.run(history, timeMs, false).keyspace(), timeMs);
    }
}
