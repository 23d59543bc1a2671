package io.headwater.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.omit.OmittingFilter;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.Omission.Range;
import io.headwater.restore.request.RestorePoint;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log without some of it: what is left, and what is said about it. */
class OmissionTest {
    private static final Omission WITHOUT_BATCH = new Omission(Set.of("batch"), Set.of(), List.of(), List.of(), 0);

    @TempDir Path spool;

    private OmissionReport report = OmissionReport.NONE;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void withoutAnActorIsTheFoldOfWhatTheOthersWrote(long seed) {
        ReplayedLog shard = new ReplayedLog(seed, spool);
        Random random = new Random(seed);
        Map<String, String> everything = new HashMap<>();
        Map<String, String> model = new HashMap<>();
        Set<String> touched = new HashSet<>();
        int dependents = 0;
        int unfit = 0;
        int leftOut = 0;
        for (int i = 0; i < 400; i++) {
            boolean batch = random.nextInt(4) == 0;
            String key = "k" + random.nextInt(12);
            String other = "k" + random.nextInt(12);
            String[] effect = switch (random.nextInt(12)) {
                case 0 -> new String[] {"DEL", key, other};
                case 1, 2 -> new String[] {"RENAME", key, other};
                case 3 -> random.nextInt(4) == 0 ? new String[] {"FLUSHALL"} : new String[] {"COPY", key, other, "REPLACE"};
                case 4, 5, 6 -> new String[] {"APPEND", key, "+" + i};
                default -> new String[] {"SET", key, "v" + i};
            };
            boolean needsKey = effect[0].equals("RENAME") || effect[0].equals("COPY");
            if (needsKey && !everything.containsKey(key)) {
                effect = new String[] {"SET", key, "v" + i};
            }
            apply(effect, everything);
            shard.by(batch ? "batch" : "app", effect);
            if (batch) {
                leftOut++;
                touch(effect, model.keySet(), touched);
            } else if (!apply(effect, model)) {
                unfit++;
                dependents += dependent(effect, touched) ? 1 : 0;
            } else {
                dependents += dependent(effect, touched) ? 1 : 0;
            }
            if (i == 200) {
                shard.archived(seed).snapshot();
            }
        }
        shard.end();
        // What the others renamed though only the batch had made it does not fit any more.
        Map<String, String> expected = new TreeMap<>();
        model.forEach((key, value) -> expected.put("0/" + key, value + " @-1"));
        assertEquals(expected, restored(shard, WITHOUT_BATCH));
        assertEquals(leftOut, report.entries());
        assertEquals(dependents, report.dependents());
        assertEquals(unfit, report.inapplicable());
    }

    private static boolean apply(String[] effect, Map<String, String> model) {
        switch (effect[0]) {
            case "DEL" -> {
                model.remove(effect[1]);
                model.remove(effect[2]);
            }
            case "FLUSHALL" -> model.clear();
            case "SET" -> model.put(effect[1], effect[2]);
            case "APPEND" -> model.merge(effect[1], effect[2], String::concat);
            default -> {
                String value = model.get(effect[1]);
                if (value == null) {
                    return false;
                }
                if (effect[0].equals("RENAME")) {
                    model.remove(effect[1]);
                }
                model.put(effect[2], value);
            }
        }
        return true;
    }

    private static void touch(String[] effect, Set<String> present, Set<String> touched) {
        switch (effect[0]) {
            case "FLUSHALL" -> touched.addAll(present);
            case "SET", "APPEND" -> touched.add(effect[1]);
            case "COPY" -> touched.add(effect[2]);
            default -> touched.addAll(List.of(effect[1], effect[2]));
        }
    }

    private static boolean dependent(String[] effect, Set<String> touched) {
        switch (effect[0]) {
            case "FLUSHALL" -> touched.clear();
            case "DEL" -> {
                touched.remove(effect[1]);
                touched.remove(effect[2]);
            }
            case "SET", "APPEND" -> {
                return touched.contains(effect[1]);
            }
            default -> {
                boolean any = touched.contains(effect[1]) || touched.contains(effect[2]);
                if (touched.contains(effect[1])) {
                    touched.add(effect[2]);
                }
                return any;
            }
        }
        return false;
    }

    @Test
    void anAccidentIsLeftOutAndWhatCameAfterItStays() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("app", "RPUSH", "l", "x").by("cron", "FLUSHALL")
                .by("app", "SET", "b", "2").by("app", "RPUSH", "l", "y").end();
        Omission flush = new Omission(Set.of(), Set.of("FLUSHALL"), List.of(), List.of(), 0);
        assertEquals(Map.of("0/a", "1 @-1", "0/b", "2 @-1", "0/l", "[x, y] @-1"), restored(shard, flush));
        assertEquals(1, report.dependents());
        assertEquals("l", report.someDependents().getFirst().key());
        assertEquals("app", report.someDependents().getFirst().actor().client());
    }

    @Test
    void clientsWithoutANameAreLeftOutByTheEmptyName() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("", "SET", "b", "1");
        shard.log.pass(1).write(0, new String[] {"SET", "c", "1"});
        shard.by("app", "SET", "d", "1").end();
        Omission unnamed = new Omission(Set.of(""), Set.of(), List.of(), List.of(), 0);
        assertEquals("clients without a name", unnamed.toString());
        OmittingFilter filter = new OmittingFilter(unnamed, 0);
        assertEquals(2, shard.replay(shard.plan(RestorePoint.LATEST, unnamed), filter).keyspace().size());
        assertEquals(2, filter.report().entries());
    }

    @Test
    void aKeyPatternLeavesOutEffectsAndOfADelOnlyItsKeys() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("app", "SET", "tmp:1", "t").by("app", "RENAME", "tmp:1", "b")
                .by("app", "DEL", "a", "tmp:2").end();
        Omission tmp = new Omission(Set.of(), Set.of(), List.of(KeyPattern.prefix("tmp:")), List.of(), 0);
        assertEquals(Map.of(), restored(shard, tmp));
        assertEquals(3, report.effects());
    }

    @Test
    void aRangeIsLeftOutByPositionAndMustNotBeInASnapshotAlready() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("app", "SET", "a", "2").by("app", "SET", "b", "3");
        shard.archived(1).snapshot().by("app", "SET", "c", "4").end();
        Omission second = new Omission(Set.of(), Set.of(), List.of(), List.of(new Range(null, new Position(1, 2), new Position(1, 2))), 0);
        assertEquals(Map.of("0/a", "1 @-1", "0/b", "3 @-1", "0/c", "4 @-1"), restored(shard, second), "the way begins before the snapshot");
        Omission wrongEpoch = new Omission(Set.of(), Set.of(), List.of(), List.of(new Range(null, new Position(3, 2), new Position(3, 2))), 0);
        assertThrows(HeadwaterException.class, () -> restored(shard, wrongEpoch));
    }

    @Test
    void anExpiryThatWasLeftOutTakesItsDeletionWithIt() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "SET", "a", "1").by("app", "SET", "b", "1");
        String soon = "" + (shard.log.lastTimeMs() + 2);
        shard.by("batch", "PEXPIREAT", "a", soon).by("app", "PEXPIREAT", "b", soon);
        shard.log.pass(100);
        shard.expires("a").expires("b").by("app", "APPEND", "a", "!").end();
        assertEquals(Map.of("0/a", "1! @-1"), restored(shard, WITHOUT_BATCH));
    }

    @Test
    void aKeyThatIsOnlyHereExpiredIsDeletedBeforeItIsWrittenTo() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("app", "RPUSH", "l", "old");
        shard.by("app", "PEXPIREAT", "l", "" + (shard.log.lastTimeMs() + 2)).by("batch", "PERSIST", "l");
        shard.log.pass(100);
        shard.by("app", "RPUSH", "l", "new").end();
        assertEquals(Map.of("0/l", "[new] @-1"), restored(shard, WITHOUT_BATCH));
    }

    @Test
    void onlyWhatWasWrittenSinceIsLeftOut() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("batch", "SET", "a", "1").by("batch", "SET", "a", "2");
        long since = shard.log.lastTimeMs();
        shard.end();
        assertEquals(Map.of("0/a", "1 @-1"), restored(shard, new Omission(Set.of("batch"), Set.of(), List.of(), List.of(), since)));
        assertFalse(report.entries() > 1);
    }

    @Test
    void whatDoesNotFitIsToldWithItsReason() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("batch", "DEL", "k").by("app", "SET", "k", "text").by("batch", "DEL", "k")
                .by("app", "HSET", "k", "f", "v").end();
        assertEquals(Map.of("0/k", "text @-1"), restored(shard, WITHOUT_BATCH));
        assertEquals(1, report.inapplicable());
        assertTrue(report.someInapplicable().getFirst().why().contains("HSET on a string"), report.toString());
    }

    private Map<String, String> restored(ReplayedLog shard, Omission omission) {
        OmittingFilter filter = new OmittingFilter(omission, 0);
        Plan plan = shard.plan(RestorePoint.LATEST, omission);
        Map<String, String> dump = new TreeMap<>(ModelKeyspace.dump(shard.replay(plan, filter).keyspace(), plan.toMs()));
        report = filter.report();
        assertEquals(report.effects() > 0, filter.hasLeftOut());
        return dump;
    }
}
