package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.testing.LogHistory;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueType;
import io.headwater.restore.diff.DiffCounts;
import io.headwater.restore.diff.DiffCounts.Change;
import io.headwater.restore.diff.DiffRecorder;
import io.headwater.restore.diff.DiffVisitor;
import io.headwater.restore.diff.KeyspaceDiff;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.RestorePoint.Time;
import io.headwater.restore.request.Selection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences between two moments: those that two whole folds would show, by one fold that remembers. */
class DiffTest {
    @TempDir Path spool;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ofAnyHistoryAreWhatTwoFoldsShow(long seed) {
        ReplayedLog shard = new ReplayedLog(seed, spool);
        shard.log.steps(80);
        shard.archived(seed).snapshot();
        shard.log.steps(80);
        shard.end();
        Random random = new Random(seed);
        long firstMs = shard.log.entries().getFirst().timeMs();
        long spanMs = shard.log.lastTimeMs() - firstMs;
        for (int i = 0; i < 8; i++) {
            long fromMs = firstMs + random.nextLong(spanMs);
            long toMs = fromMs + random.nextLong(Math.max(1, shard.log.lastTimeMs() - fromMs));
            assertEquals(byModel(shard.log, fromMs, toMs), byRecorder(shard, fromMs, toMs), fromMs + " to " + toMs);
            assertEquals(byModel(shard.log, fromMs, toMs), byKeyspaces(shard, fromMs, toMs), fromMs + " to " + toMs);
        }
    }

    @Test
    void aSwapMovesKeysInBothDatabases() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("a", "SET", "same", "1").by("a", "SET", "only", "0");
        shard.log.write(1, new String[] {"SET", "same", "1"}, new String[] {"SET", "other", "x"});
        long fromMs = shard.log.lastTimeMs();
        shard.log.pass(5);
        shard.by("a", "SWAPDB", "0", "1").by("a", "APPEND", "same", "!");
        long toMs = shard.log.lastTimeMs();
        shard.end();
        assertEquals(
                Map.of("0/only", "REMOVED", "1/only", "CREATED", "0/other", "CREATED", "1/other", "REMOVED", "0/same", "CHANGED"),
                byRecorder(shard, fromMs, toMs));
    }

    @Test
    void countsAreByTypeAndPrefixWithAFewSamples() {
        ReplayedLog shard = new ReplayedLog(1, spool);
        for (int i = 0; i < 30; i++) {
            shard.by("a", "SET", "user:" + i, "v").by("a", "SADD", "tags:" + i, "t");
        }
        long fromMs = shard.log.lastTimeMs();
        shard.log.pass(5);
        shard.by("a", "DEL", "user:1", "user:2").by("a", "SADD", "tags:3", "more").by("a", "SET", "loose", "x");
        long toMs = shard.log.lastTimeMs();
        shard.end();
        DiffCounts counts = new DiffCounts(1);
        visit(shard, fromMs, toMs, Selection.ALL, counts);
        assertEquals(2, counts.total().of(Change.REMOVED));
        assertEquals(1, counts.byType().get(ValueType.SET).of(Change.CHANGED));
        assertEquals("user:", counts.byPrefix().getFirst().getKey());
        assertEquals(3, counts.samples().size());
        assertTrue(counts.samples().stream().anyMatch(sample -> sample.before().equals("[\"t\"]") && sample.after().contains("more")));
        Map<String, String> users = new TreeMap<>();
        visit(shard, fromMs, toMs, new Selection(Set.of(0), List.of(KeyPattern.glob("user:*"))), collecting(users));
        assertEquals(Map.of("0/user:1", "REMOVED", "0/user:2", "REMOVED"), users);
    }

    private static Map<String, String> byModel(LogHistory log, long fromMs, long toMs) {
        Map<String, String> before = log.modelAt(fromMs).dump(fromMs);
        Map<String, String> after = log.modelAt(toMs).dump(toMs);
        Map<String, String> changes = new TreeMap<>();
        before.forEach((key, value) -> {
            if (!after.containsKey(key)) {
                changes.put(key, "REMOVED");
            } else if (!after.get(key).equals(value)) {
                changes.put(key, "CHANGED");
            }
        });
        after.keySet().stream().filter(key -> !before.containsKey(key)).forEach(key -> changes.put(key, "CREATED"));
        return changes;
    }

    private static Map<String, String> byRecorder(ReplayedLog shard, long fromMs, long toMs) {
        Map<String, String> changes = new TreeMap<>();
        visit(shard, fromMs, toMs, Selection.ALL, collecting(changes));
        return changes;
    }

    private static void visit(ReplayedLog shard, long fromMs, long toMs, Selection selection, DiffVisitor visitor) {
        Plan before = shard.plan(new Time(fromMs), Omission.NONE);
        Plan after = shard.plan(new Time(toMs), Omission.NONE);
        DiffRecorder recorder = new DiffRecorder(Cut.at(fromMs));
        Cut way = after.cuts().getFirst().from(fromMs, before.shards().getFirst().base().lsn());
        Replayed replayed = shard.replay(after, way, recorder);
        recorder.visit(fromMs, replayed.keyspace(), toMs, selection, visitor);
    }

    private static Map<String, String> byKeyspaces(ReplayedLog shard, long fromMs, long toMs) {
        Keyspace before = shard.replay(shard.plan(new Time(fromMs), Omission.NONE), null).keyspace();
        Keyspace after = shard.replay(shard.plan(new Time(toMs), Omission.NONE), null).keyspace();
        Map<String, String> changes = new TreeMap<>();
        new KeyspaceDiff(before, fromMs, after, toMs).visit(Selection.ALL, collecting(changes));
        return changes;
    }

    private static DiffVisitor collecting(Map<String, String> changes) {
        return new DiffVisitor() {
            @Override
            public void created(int database, byte[] key, Value after, long afterExpireAtMs) {
                put(database, key, "CREATED");
            }

            @Override
            public void changed(int database, byte[] key, Value before, long beforeExpireAtMs, Value after, long afterExpireAtMs) {
                put(database, key, "CHANGED");
            }

            @Override
            public void removed(int database, byte[] key, Value before, long beforeExpireAtMs) {
                put(database, key, "REMOVED");
            }

            private void put(int database, byte[] key, String change) {
                assertEquals(null, changes.put(database + "/" + new String(key, StandardCharsets.UTF_8), change), "told once");
            }
        };
    }
}
