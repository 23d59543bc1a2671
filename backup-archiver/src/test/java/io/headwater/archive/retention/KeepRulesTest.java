package io.headwater.archive.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.schemas.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeepRulesTest {
    /** Friday the 20th; the 16th is a Monday. */
    private static final List<SnapshotInfo> SNAPSHOTS = Stream.of(
                    "2026-11-08T23:59:59Z",
                    "2026-11-09T00:00:00Z",
                    "2026-11-15T10:00:00Z",
                    "2026-11-16T00:00:00Z",
                    "2026-11-19T08:00:00Z",
                    "2026-11-20T08:05:00Z",
                    "2026-11-20T08:55:00Z",
                    "2026-11-20T09:00:00Z")
            .map(KeepRulesTest::snapshot)
            .toList();

    @Test
    void theNewestOfEachHourThatHoldsOneStays() {
        assertEquals("2026-11-20T09:00:00Z hourly, 2026-11-20T08:55:00Z hourly, 2026-11-19T08:00:00Z hourly", kept(3, 0, 0));
    }

    @Test
    void theNewestOfEachDayStays() {
        assertEquals("2026-11-20T09:00:00Z daily, 2026-11-19T08:00:00Z daily, 2026-11-16T00:00:00Z daily", kept(0, 3, 0));
    }

    @Test
    void weeksBeginOnMonday() {
        assertEquals("2026-11-20T09:00:00Z weekly, 2026-11-15T10:00:00Z weekly, 2026-11-08T23:59:59Z weekly", kept(0, 0, 5));
    }

    @Test
    void rulesAddUp() {
        assertEquals("2026-11-20T09:00:00Z hourly, daily, weekly", kept(1, 1, 1));
        assertEquals("", kept(0, 0, 0));
    }

    private static String kept(int hourly, int daily, int weekly) {
        Map<Long, String> newestFirst = new TreeMap<>((one, other) -> Long.compare(other, one));
        KeepRules.of(SNAPSHOTS, new RetentionPolicy(0, hourly, daily, weekly)).forEach((snapshot, rules) -> newestFirst.put(snapshot.timeMs(), rules));
        return String.join(
                ", ", newestFirst.entrySet().stream().map(kept -> Instant.ofEpochMilli(kept.getKey()) + " " + kept.getValue()).toList());
    }

    private static SnapshotInfo snapshot(String time) {
        long timeMs = Instant.parse(time).toEpochMilli();
        return new SnapshotInfo("o" + time, "m" + time, new Position(1, timeMs), timeMs, timeMs, 1);
    }
}
