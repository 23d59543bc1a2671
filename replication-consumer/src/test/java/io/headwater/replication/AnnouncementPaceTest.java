package io.headwater.replication;

import static io.headwater.replication.AnnouncementPace.ADVANCING_NANOS;
import static io.headwater.replication.AnnouncementPace.IDLE_NANOS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementPaceTest {
    private final AnnouncementPace pace = new AnnouncementPace();
    private final List<Long> announced = new ArrayList<>();

    @Test
    void theFirstReportGoesAtOnce() {
        offer(1);
        assertEquals(Long.MAX_VALUE, take(0));
        assertEquals(List.of(1L), announced);
    }

    @Test
    void anAdvancingReaderIsAnnouncedOncePerInterval() {
        offer(1);
        take(0);
        offer(2);
        offer(3);
        assertEquals(ADVANCING_NANOS - 1, take(1));
        take(ADVANCING_NANOS);
        assertEquals(List.of(1L, 3L), announced);
    }

    @Test
    void aReaderThatStandsStillIsAnnouncedEachSecond() {
        offer(1);
        take(0);
        offer(1);
        take(ADVANCING_NANOS);
        assertEquals(List.of(1L), announced);
        take(IDLE_NANOS);
        assertEquals(List.of(1L, 1L), announced);
    }

    @Test
    void aReaderThatNoLongerReportsIsNotAnnounced() {
        offer(1);
        take(0);
        take(10 * IDLE_NANOS);
        assertEquals(List.of(1L), announced);
    }

    private void offer(long lsn) {
        pace.offer(new Reader("r", "replica", 0, "h:1", new Position(1, lsn), 0, 0));
    }

    private long take(long nowNanos) {
        return pace.takeDue(nowNanos, reader -> announced.add(reader.position().lsn()));
    }
}
