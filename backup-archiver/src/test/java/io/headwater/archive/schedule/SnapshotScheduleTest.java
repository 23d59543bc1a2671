package io.headwater.archive.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private static final long NEVER = SnapshotSchedule.NEVER;
    private static final long HOUR_MS = 3_600_000;

    @Test
    void aDistanceMakesOneDueOnceItIsReached() {
        SnapshotSchedule schedule = new SnapshotSchedule(null, 1000, 50, 10_000);
        assertTrue(schedule.due(new SnapshotDistance(0, 999, 49, 9_999), 0).isEmpty());
        assertTrue(schedule.due(new SnapshotDistance(0, 1000, 1, 0), 0).isPresent());
        assertTrue(schedule.due(new SnapshotDistance(0, 0, 50, 0), 0).isPresent());
        assertTrue(schedule.due(new SnapshotDistance(0, 0, 1, 10_000), 0).isPresent());
    }

    @Test
    void aTimeThatWentByWhileNobodyLookedIsMadeUpFor() {
        SnapshotSchedule hourly = new SnapshotSchedule(Cron.parse("0 * * * *"), NEVER, NEVER, NEVER);
        SnapshotDistance atHalfPast = new SnapshotDistance(HOUR_MS / 2, 0, 1, 0);
        assertTrue(hourly.due(atHalfPast, HOUR_MS - 1).isEmpty());
        assertTrue(hourly.due(atHalfPast, HOUR_MS).isPresent());
        assertTrue(hourly.due(atHalfPast, 90 * HOUR_MS).isPresent());
    }

    @Test
    void nothingBehindTheNewestOneNeedsNone() {
        SnapshotSchedule schedule = new SnapshotSchedule(Cron.parse("* * * * *"), 1, 1, 1);
        assertEquals(Optional.empty(), schedule.due(new SnapshotDistance(5, 0, 0, 99), 90 * HOUR_MS));
    }
}
