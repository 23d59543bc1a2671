package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a primary finds that somebody could take over. */
class StandbyWatchTest {
    private static final long TENTH = 100_000_000;

    private final StandbyWatch watch = new StandbyWatch(0, "self");
    private long nowNanos;
    private long lsn = 10_000;

    /** A tenth of a second with these reports in the directory. */
    private void look(Reader... readers) {
        watch.look(new ClusterMap(1, List.of(), List.of(readers)), lsn, nowNanos);
        nowNanos += TENTH;
    }

    private static Reader report(String name, String role, long lsn, long sentMs) {
        return new Reader(name, role, 0, "127.0.0.1:1", new Position(1, lsn), sentMs, 10_000);
    }

    @Test
    void aStandbyThatKeepsUpCan() {
        for (int i = 0; i < 20; i++, lsn += 100) look(report("s", "standby", lsn - 300, i));
        assertNull(watch.refusal(nowNanos));
    }

    @Test
    void nobodyCanWithoutAStandby() {
        look(report("r", "replica", 1000, 1), report("self", "standby", 10_000, 1));
        assertNotNull(watch.refusal(nowNanos));
    }

    @Test
    void aStandbyOfWhichNothingIsHeardAnyMoreCannot() {
        for (int i = 0; i < 20; i++) look(report("s", "standby", 10_000, 7));
        assertNull(watch.refusal(nowNanos), "two seconds of silence, in which nothing was written");
        for (int i = 0; i < 10; i++) look(report("s", "standby", 10_000, 7));
        assertNotNull(watch.refusal(nowNanos));
        look(report("s", "standby", 10_000, 8));
        assertNull(watch.refusal(nowNanos));
    }

    @Test
    void aStandbyThatIsMoreThanASecondBehindCannot() {
        for (int i = 0; i < 20; i++, lsn += 100) look(report("s", "standby", lsn - 1500, i));
        String refusal = watch.refusal(nowNanos);
        assertTrue(refusal != null && refusal.startsWith("the standby is still behind"), refusal);
    }
}
