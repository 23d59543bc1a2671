package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Child;
import io.headwater.hub.launch.Supervised;
import io.headwater.schemas.HeadwaterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private final FakeService node = new FakeService("primary-0");
    private final FakeService other = new FakeService("replica-0-1");
    private final List<String> reports = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(List.of(node, other), 0, reports::add);

    @Test
    void whatRunsIsLeftAlone() {
        supervisor.doWork(1_000);
        supervisor.doWork(100_000);
        assertEquals(0, node.starts);
        assertEquals(List.of(), reports);
    }

    @Test
    void aDeadChildIsReportedAndStartedAgainAfterTheBackoff() {
        node.alive = false;
        supervisor.doWork(1_000);
        supervisor.doWork(1_499);
        assertEquals(0, node.starts);
        supervisor.doWork(1_500);
        assertEquals(1, node.starts);
        assertEquals(0, other.starts);
        assertEquals(List.of("primary-0 ended with code 137 (out of luck); starting it again in 0.5 s"), reports);
    }

    @Test
    void itIsReportedOnceItServesAgain() {
        node.alive = false;
        node.answers = false;
        supervisor.doWork(1_000);
        supervisor.doWork(1_500);
        supervisor.doWork(1_600);
        assertEquals(1, reports.size());
        node.answers = true;
        supervisor.doWork(1_700);
        supervisor.doWork(1_800);
        assertEquals(List.of("primary-0 serves again"), reports.subList(1, reports.size()));
    }

    @Test
    void aChildThatKeepsDyingWaitsLongerEachTime() {
        node.diesAtOnce = true;
        node.alive = false;
        long nowMs = 0;
        while (node.starts < 4) {
            supervisor.doWork(nowMs);
            nowMs += 100;
        }
        // Down at 0; started at 500; seen down at 600, 1 s; at 1 700, 2 s; at 3 800, 4 s.
        assertEquals(7_800, nowMs - 100);
        assertTrue(reports.getLast().endsWith("in 4.0 s"), reports.getLast());
    }

    @Test
    void aStableMinuteForgivesEarlierDeaths() {
        node.alive = false;
        supervisor.doWork(0);
        supervisor.doWork(500);
        supervisor.doWork(600);
        node.alive = false;
        supervisor.doWork(60_500);
        assertTrue(reports.getLast().endsWith("in 0.5 s"), reports.getLast());
    }

    @Test
    void aStartThatFailsIsTriedAgain() {
        node.startFails = true;
        node.alive = false;
        supervisor.doWork(0);
        supervisor.doWork(500);
        assertEquals("primary-0 does not start (no such file); starting it again in 1.0 s", reports.getLast());
        node.startFails = false;
        supervisor.doWork(1_500);
        assertEquals(1, node.starts);
    }

    private static final class FakeService implements Supervised, Child {
        private final String name;
        private boolean alive = true;
        private boolean answers = true;
        private boolean diesAtOnce;
        private boolean startFails;
        private int starts;

        FakeService(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Child child() {
            return this;
        }

        @Override
        public boolean answers() {
            return answers;
        }

        @Override
        public String gist() {
            return "out of luck";
        }

        @Override
        public void relaunch() {
            if (startFails) {
                throw new HeadwaterException("no such file", "", 1);
            }
            starts++;
            alive = !diesAtOnce;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public int exitCode() {
            return 137;
        }

        @Override
        public void terminate() {
            alive = false;
        }

        @Override
        public void awaitEnd(Duration patience) {}

        @Override
        public void kill() {
            alive = false;
        }
    }
}
