package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.Destination;
import io.headwater.restore.request.EntryPattern;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestorePoint.At;
import io.headwater.restore.request.RestorePoint.Before;
import io.headwater.restore.request.RestorePoint.Marker;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Cause;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points that are entries of the log are cut at the very entry, wherever it is kept. */
class RestorePointTest {
    @TempDir Path spool;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyPositionOfAnyHistoryIsTheFoldUpToIt(long seed) {
        ReplayedLog shard = new ReplayedLog(seed, spool);
        shard.log.steps(60);
        shard.archived(seed).snapshot();
        shard.log.steps(40);
        shard.archived(seed);
        shard.log.steps(40);
        shard.end();
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            int index = random.nextInt(shard.log.entries().size());
            LogHistory.Written entry = shard.log.entries().get(index);
            Plan plan = shard.plan(new At(null, new Position(entry.epoch(), entry.lsn())), Omission.NONE);
            assertEquals(entry.timeMs(), plan.toMs());
            assertEquals(modelOf(shard.log, index + 1).dump(0), ModelKeyspace.dump(shard.replay(plan, null).keyspace(), 0), "at " + entry.lsn());
        }
    }

    @Test
    void justBeforeTheFirstMatchLeavesOutThatEntryAlone() {
        ReplayedLog shard = accident();
        assertCut(shard, before("FLUSHALL", null, null, 0), 3, "FLUSHALL");
        assertCut(shard, before(null, "user:*", null, 0), 1, "SET user:1 b");
        assertCut(shard, before(null, null, "cron", 0), 3, "client cron");
        assertCut(shard, before("SET", null, "app", shard.log.entries().get(4).timeMs()), 5, "SET late c");
        HeadwaterException nothing = assertThrows(HeadwaterException.class, () -> shard.resolve(before("RENAME", null, null, 0)));
        assertTrue(nothing.getMessage().contains("no entry matches"), nothing.getMessage());
    }

    @Test
    void aMarkerIsThePointAtWhichItWasWritten() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1");
        shard.log.marker("release");
        shard.by("app", "SET", "a", "2");
        shard.log.marker("release");
        shard.by("app", "SET", "a", "3").archived(1).end();
        assertEquals("2 @-1", restored(shard, new Marker("release", 1)).get("0/a"));
        assertEquals("1 @-1", restored(shard, new Marker("release", 2)).get("0/a"));
        assertThrows(HeadwaterException.class, () -> shard.resolve(new Marker("release", 3)));
        assertThrows(HeadwaterException.class, () -> shard.resolve(new Marker("releases", 1)));
    }

    @Test
    void otherShardsAreCutAtTheTimeOfTheEntry() {
        LogHistory one = new LogHistory(0, 1).pass(10_000).write(0, new String[] {"SET", "a", "1"}).pass(5).write(0, new String[] {"FLUSHALL"}).pass(5).heartbeat();
        LogHistory two = new LogHistory(1, 2).pass(10_000).write(0, new String[] {"SET", "b", "1"}).pass(60_000).heartbeat();
        ShardTopics topics = shard -> Optional.of(new FakeTopic("topic" + shard, (shard == 0 ? one : two).records(), 100));
        Archive archive = new Archive(new MemoryObjectStore(), "main");
        Restore restore = new Restore(archive, topics, () -> new RecordSchemas(null), 2, Progress.NONE);
        long accidentMs = one.entries().getLast().timeMs();
        Plan plan = restore.plan(RestoreRequest.of(before("FLUSHALL", null, null, 0), new Destination.RdbFile(spool)), accidentMs + 1000);
        assertEquals(accidentMs - 1, plan.toMs());
        assertEquals(List.of(Cut.at(accidentMs, 1), Cut.at(accidentMs - 1)), plan.cuts());
    }

    @Test
    void aPositionOfAnotherEpochIsNotInTheLog() {
        ReplayedLog shard = accident();
        HeadwaterException lost = assertThrows(HeadwaterException.class, () -> shard.resolve(new At(0, new Position(7, 2))));
        assertTrue(lost.getMessage().contains("was written in epoch 1"), lost.getMessage());
        assertThrows(HeadwaterException.class, () -> shard.resolve(new At(0, new Position(1, 99))));
        assertThrows(HeadwaterException.class, () -> shard.resolve(new At(3, new Position(1, 1))));
    }

    /** Three writes, the accident of a job called cron in the same millisecond as the third, and two writes after it. */
    private ReplayedLog accident() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("app", "SET", "user:1", "b").by("app", "SET", "x", "y");
        shard.log.write(new Actor("cron", ""), Cause.COMMAND, 0, new String[] {"FLUSHALL"});
        shard.archived(1);
        return shard.by("other", "SET", "user:2", "z").by("app", "SET", "late", "c").end();
    }

    private static Before before(@Nullable String command, @Nullable String glob, @Nullable String actor, long sinceMs) {
        return new Before(new EntryPattern(command, glob == null ? null : KeyPattern.glob(glob), actor), sinceMs);
    }

    private static void assertCut(ReplayedLog shard, RestorePoint point, int entriesKept, String said) {
        Plan plan = shard.plan(point, Omission.NONE);
        assertEquals(modelOf(shard.log, entriesKept).dump(0), ModelKeyspace.dump(shard.replay(plan, null).keyspace(), 0));
        assertTrue(plan.notes().stream().anyMatch(note -> note.contains(said)), plan.notes().toString());
    }

    private static Map<String, String> restored(ReplayedLog shard, RestorePoint point) {
        return ModelKeyspace.dump(shard.replay(shard.plan(point, Omission.NONE), null).keyspace(), 0);
    }

    private static ModelKeyspace modelOf(LogHistory log, int entries) {
        ModelKeyspace model = new ModelKeyspace();
        List<LogHistory.Written> kept = log.entries().subList(0, entries);
        for (LogHistory.Written entry : kept) {
            model.select(entry.database());
            entry.effects().forEach(model::apply);
        }
        return model;
    }
}
