package io.headwater.restore.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.replay.TopicInfo;
import io.headwater.archive.replay.Window;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans over inventories of every shape. In all of them the entry of lsn n has time n * 10 and stands at offset n. */
class RestorePlannerTest {
    private static final Timeline TIMELINE = new Timeline(1, 2);
    private static final long FIRST_MS = 1;

    @Test
    void segmentsWithoutGapLeadFromTheBeginningToAnyTimeInThem() {
        Inventory inventory = inventory(history(List.of(), segments(0, 10, 20, 30), null));
        Route route = route(150, inventory);
        assertNull(route.snapshot());
        assertEquals(List.of(1L, 2L), sequences(route));
        assertNull(route.topic());
        assertEquals(List.of(new Window(FIRST_MS, 299)), RestorePlanner.plan(150, inventory).windows());
    }

    @Test
    void theNewestSnapshotThatIsNotBehindTheTimeIsTheStart() {
        Inventory inventory = inventory(history(snapshots(5, 15, 25), segments(0, 10, 20, 30), null));
        assertEquals(new Position(1, 15), route(249, inventory).base());
        assertEquals(List.of(2L, 3L), sequences(route(249, inventory)));
        assertEquals(new Position(1, 25), route(250, inventory).base());
        assertEquals(List.of(3L), sequences(route(250, inventory)));
        assertEquals(new Position(0, 0), route(49, inventory).base());
    }

    @Test
    void theTopicGoesOnWhereTheArchiveEnds() {
        Inventory inventory = inventory(history(List.of(), segments(0, 10, 20), topic(0, 33)));
        Route route = route(250, inventory);
        assertEquals(List.of(1L, 2L), sequences(route));
        assertEquals(new Route.TopicEntry(20, new Position(1, 20)), route.topic());
        assertEquals(33, route.entries());
    }

    @Test
    void theTopicIsNotAskedForWhatTheArchiveHolds() {
        Inventory inventory = inventory(history(List.of(), segments(0, 10, 20), topic(0, 33)));
        assertNull(route(199, inventory).topic());
        assertNotNull(route(200, inventory).topic());
    }

    @Test
    void aMissingSegmentIsGoneAroundThroughTheTopic() {
        Inventory inventory = inventory(history(List.of(), without(2, segments(0, 10, 20, 30)), topic(0, 33)));
        Route route = route(250, inventory);
        assertEquals(List.of(1L), sequences(route));
        assertEquals(new Route.TopicEntry(10, new Position(1, 10)), route.topic());
    }

    @Test
    void aMissingSegmentThatTheTopicHasTrimmedIsAGap() {
        Inventory inventory = inventory(history(List.of(), without(2, segments(0, 10, 20, 30)), topic(15, 33)));
        OutsideWindowException refused = assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(150, inventory));
        assertTrue(refused.getMessage().contains("behind the newest restorable moment"), refused.getMessage());
        assertEquals(List.of(1L), sequences(route(99, inventory)));
    }

    @Test
    void aSnapshotBehindAGapOpensTheWindowAgain() {
        Inventory inventory = inventory(history(snapshots(22), without(2, segments(0, 10, 20, 30)), null));
        assertEquals(List.of(3L), sequences(route(250, inventory)));
        assertEquals(List.of(new Window(FIRST_MS, 99), new Window(220, 299)), RestorePlanner.windows(inventory));
        OutsideWindowException refused = assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(150, inventory));
        assertTrue(refused.getMessage().contains("lies in a gap"), refused.getMessage());
        assertTrue(refused.getMessage().contains(", and "), refused.getMessage());
    }

    @Test
    void aSegmentWhoseObjectIsMissingCountsAsAHole() {
        List<SegmentInfo> segments = new ArrayList<>(segments(0, 10, 20, 30));
        SegmentInfo second = segments.get(1);
        segments.set(1, new SegmentInfo(
                second.object(), second.manifest(), 2, second.after(), second.last(), second.lastTimeMs(), 10, 20, SegmentInfo.MISSING));
        assertEquals(List.of(new Window(FIRST_MS, 99)), RestorePlanner.windows(inventory(history(List.of(), segments, null))));
    }

    @Test
    void anArchiveWhoseBeginningIsGoneStartsAtItsFirstSnapshot() {
        ShardHistory history = new ShardHistory(
                0, TIMELINE, ShardHistory.NO_BEGINNING, snapshots(15), without(1, segments(0, 10, 20, 30)), 0, null);
        assertEquals(List.of(new Window(150, 299)), RestorePlanner.windows(inventory(history)));
        assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(149, inventory(history)));
    }

    @Test
    void aSnapshotBehindTheArchivesEndEntersTheTopicByItself() {
        Inventory inventory = inventory(history(snapshots(25), segments(0, 10, 20), topic(12, 33)));
        Route route = route(300, inventory);
        assertEquals(List.of(), sequences(route));
        assertEquals(new Route.TopicEntry(25, new Position(1, 25)), route.topic());
        assertEquals(8, route.entries());
    }

    @Test
    void withoutAnArchiveTheTopicAloneWillDo() {
        Inventory inventory = inventory(history(List.of(), List.of(), topic(0, 33)));
        assertEquals(new Route.TopicEntry(0, Position.START), route(100, inventory).topic());
    }

    @Test
    void anIdleLogIsRestorableUpToWhereItWasSeen() {
        ShardHistory history = new ShardHistory(0, TIMELINE, FIRST_MS, List.of(), segments(0, 10), 5000, null);
        assertEquals(List.of(new Window(FIRST_MS, 4999)), RestorePlanner.windows(inventory(history)));
        assertEquals(List.of(1L), sequences(route(4999, inventory(history))));
    }

    @Test
    void whatWasSeenBehindAHoleProvesNothing() {
        ShardHistory history =
                new ShardHistory(0, TIMELINE, FIRST_MS, List.of(), without(2, segments(0, 10, 20, 30)), 5000, null);
        assertEquals(List.of(new Window(FIRST_MS, 99)), RestorePlanner.windows(inventory(history)));
    }

    @Test
    void theTimeOfTheLastRecordIsNotYetRestorable() {
        Inventory inventory = inventory(history(List.of(), segments(0, 10), null));
        assertEquals(99, RestorePlanner.plan(99, inventory).toMs());
        OutsideWindowException refused = assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(100, inventory));
        assertTrue(refused.getMessage().contains("1 ms behind the newest restorable moment; the window is "
                + "1970-01-01T00:00:00.001Z to 1970-01-01T00:00:00.099Z"), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
        assertTrue(refused.exitCode() != 0);
    }

    @Test
    void latestIsAllThatEveryShardHasReached() {
        ShardHistory one = history(0, List.of(), segments(0, 10, 20), topic(0, 33));
        ShardHistory two = history(1, List.of(), segments(0, 10, 25), null);
        Plan plan = RestorePlanner.plan(Routes.LATEST, inventory(one, two));
        assertTrue(plan.latest());
        assertEquals(250, plan.toMs());
        assertNotNull(plan.shards().get(0).topic());
        assertEquals(List.of(1L, 2L), sequences(plan.shards().get(1)));
    }

    @Test
    void allShardsAreCutAtTheSameTimeAndTheWindowIsWhatTheyShare() {
        ShardHistory one = history(0, snapshots(12), without(1, segments(0, 10, 20, 30)), null);
        one = new ShardHistory(0, TIMELINE, ShardHistory.NO_BEGINNING, one.snapshots(), one.segments(), 0, null);
        ShardHistory two = history(1, List.of(), segments(0, 10, 25), null);
        Inventory inventory = inventory(one, two);
        assertEquals(List.of(new Window(120, 249)), RestorePlanner.windows(inventory));
        assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(250, inventory));
        assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(119, inventory));
        assertEquals(2, RestorePlanner.plan(200, inventory).shards().size());
    }

    @Test
    void aTimeBeforeAPromotionIsRestoredFromTheTimelineBefore() {
        ShardHistory past = history(List.of(), segments(0, 10, 20), null);
        ShardHistory present = new ShardHistory(0, new Timeline(3, 4), 500, List.of(), List.of(), 0, topic(0, 90));
        Inventory inventory = new Inventory("main", "file:/a", List.of(List.of(present, past)), null, List.of());
        assertEquals(TIMELINE, route(150, inventory).history().timeline());
        assertEquals(new Timeline(3, 4), route(600, inventory).history().timeline());
        assertTrue(RestorePlanner.plan(150, inventory).notes().getFirst().contains("timeline"));
        assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(300, inventory));
    }

    @Test
    void withoutKafkaThePlanSaysThatTheWindowEndsWithTheArchive() {
        ShardHistory history = history(List.of(), segments(0, 10, 20), null);
        Inventory inventory = new Inventory("main", "file:/a", List.of(List.of(history)), "Kafka at h:1 is gone", List.of());
        assertTrue(RestorePlanner.plan(100, inventory).notes().toString().contains("Kafka at h:1 is gone"));
        OutsideWindowException refused = assertThrows(OutsideWindowException.class, () -> RestorePlanner.plan(900, inventory));
        assertTrue(refused.getMessage().contains("Kafka at h:1 is gone"), refused.getMessage());
    }

    @Test
    void nothingAtAllIsSaidSo() {
        Inventory empty = new Inventory("main", "file:/a", List.of(), null, List.of());
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> RestorePlanner.plan(1, empty));
        assertTrue(refused.getMessage().contains("file:/a"), refused.getMessage());
        Inventory half = new Inventory(
                "main", "file:/a", List.of(List.of(history(List.of(), segments(0, 10), null)), List.of()), null, List.of());
        assertTrue(assertThrows(HeadwaterException.class, () -> RestorePlanner.plan(1, half)).getMessage().contains("shard 1"));
    }

    @Test
    void plansPrintWhatTheyWillRead() {
        Plan plan = RestorePlanner.plan(250, inventory(history(snapshots(5), segments(0, 10, 20), topic(0, 33))));
        String text = PlanText.text(plan);
        for (String part : List.of("snapshot-5", "segment-1", "lsn 11 to 20", "from offset 20", "1970-01-01T00:00:00.250Z")) {
            assertTrue(text.contains(part), text);
        }
        String json = PlanText.json(plan, new Estimate(1.5, 2, "a test"));
        assertTrue(json.startsWith("{\"cluster\":\"main\",\"store\":\"file:/a\",\"to\":\"1970-01-01T00:00:00.250Z\",\"toMs\":250,"), json);
        assertTrue(json.contains("\"segments\":[{\"object\":\"segment-1\",\"firstLsn\":1,\"lastLsn\":10,\"bytes\":1000},"), json);
        assertTrue(json.endsWith("\"topic\":{\"offset\":20,\"firstLsn\":21,\"lastLsn\":33}}],\"notes\":[],\"estimate\":{\"seconds\":1.500,\"perSecond\":2.000,\"source\":\"a test\"}}"), json);
    }

    @Test
    void aHundredThousandSegmentsArePlannedInUnderASecond() {
        long[] ends = new long[100_001];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = i * 10L;
        }
        Inventory inventory = inventory(history(snapshots(400_000, 999_000), segments(ends), topic(0, 1_000_010)));
        long start = System.nanoTime();
        Plan plan = RestorePlanner.plan(9_000_000, inventory);
        assertTrue(System.nanoTime() - start < 1_000_000_000L);
        assertEquals(50_001, plan.shards().getFirst().segments().size());
    }

    private static Inventory inventory(ShardHistory... shards) {
        List<List<ShardHistory>> byShard = new ArrayList<>();
        for (ShardHistory shard : shards) {
            byShard.add(List.of(shard));
        }
        return new Inventory("main", "file:/a", byShard, null, List.of());
    }

    private static ShardHistory history(List<SnapshotInfo> snapshots, List<SegmentInfo> segments, TopicInfo topic) {
        return history(0, snapshots, segments, topic);
    }

    private static ShardHistory history(int shard, List<SnapshotInfo> snapshots, List<SegmentInfo> segments, TopicInfo topic) {
        return new ShardHistory(shard, TIMELINE, FIRST_MS, snapshots, segments, 0, topic);
    }

    private static List<SnapshotInfo> snapshots(long... lsns) {
        List<SnapshotInfo> snapshots = new ArrayList<>();
        for (long lsn : lsns) {
            snapshots.add(new SnapshotInfo(
                    "snapshot-" + lsn, "snapshot-manifest-" + lsn, new Position(1, lsn), lsn * 10, lsn, 500));
        }
        return snapshots;
    }

    /** Segments from each lsn to the next. */
    private static List<SegmentInfo> segments(long... lsns) {
        List<SegmentInfo> segments = new ArrayList<>();
        for (int i = 1; i < lsns.length; i++) {
            segments.add(new SegmentInfo(
                    "segment-" + i,
                    "manifest-" + i,
                    i,
                    new Position(lsns[i - 1] == 0 ? 0 : 1, lsns[i - 1]),
                    new Position(1, lsns[i]),
                    lsns[i] * 10,
                    lsns[i - 1],
                    lsns[i],
                    1000));
        }
        return segments;
    }

    private static List<SegmentInfo> without(long sequence, List<SegmentInfo> segments) {
        return segments.stream().filter(segment -> segment.sequence() != sequence).toList();
    }

    private static TopicInfo topic(long oldestOffset, long lastLsn) {
        return new TopicInfo(oldestOffset, lastLsn, new Position(1, lastLsn), lastLsn * 10);
    }

    private static Route route(long timeMs, Inventory inventory) {
        return RestorePlanner.plan(timeMs, inventory).shards().getFirst();
    }

    private static List<Long> sequences(Route route) {
        return route.segments().stream().map(SegmentInfo::sequence).toList();
    }
}
