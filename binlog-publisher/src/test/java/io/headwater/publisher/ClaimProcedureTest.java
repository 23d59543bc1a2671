package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.replication.LogRangeException;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClaimProcedureTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Random random = new Random(42);
    private final SimulatedTopic topic = new SimulatedTopic(random, SimulatedPrimary.SHARD, Faults.NONE);

    @Test
    void theFirstClaimBeginsEpochOne() {
        SimulatedPrimary primary = start(new MemoryLog("n1"));
        assertEquals(1, primary.epoch());
        assertEquals(1, topic.values().size());
    }

    @Test
    void aRestartOfTheSameNodeClaimsAtOnce() {
        MemoryLog local = new MemoryLog("n1");
        write(start(local), 3);
        long begun = topic.nanoTime();
        assertEquals(2, start(local).epoch());
        assertTrue(topic.nanoTime() - begun < Silence.NEEDED_NANOS, "took " + (topic.nanoTime() - begun) / MS + " ms");
    }

    @Test
    void aRestartPublishesTheDirectorysTailBeforeItClaims() {
        MemoryLog local = new MemoryLog("n1");
        SimulatedPrimary first = start(local);
        write(first, 1);
        first.write(2, 10);
        first.write(1, 10);
        first.kill();
        SimulatedPrimary second = start(local);
        assertEquals(local.lastLsn(), second.publication.committedLsn());
        assertEquals(4, second.publication.committedLsn());
    }

    @Test
    void aRestartTakesOverWhatItsDirectoryLost() {
        MemoryLog local = new MemoryLog("n1");
        SimulatedPrimary first = start(local);
        write(first, 5);
        first.kill();
        local.lose(3);
        assertEquals(2, local.lastLsn());
        start(local);
        assertEquals(5, local.lastLsn());
    }

    @Test
    void anotherNodeWaitsForSilence() {
        write(start(new MemoryLog("n1")), 1);
        long begun = topic.nanoTime();
        MemoryLog other = new MemoryLog("n2");
        assertEquals(2, start(other).epoch());
        assertTrue(topic.nanoTime() - begun > Silence.NEEDED_NANOS);
        assertEquals(1, other.lastLsn(), "it has taken over what the log holds");
    }

    @Test
    void aPrimaryThatIsAliveIsNamedAndNotDisturbed() {
        SimulatedPrimary alive = start(new MemoryLog("n1"));
        beating(alive);
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> start(new MemoryLog("n2")));
        assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
        assertTrue(refused.getMessage().contains("node n1 at n1:6379"), refused.getMessage());
        assertFalse(refused.hint().isEmpty());
        write(alive, 1);
        assertEquals(1, alive.publication.committedLsn());
    }

    @Test
    void aFailedFetchRestartsTheWait() {
        write(start(new MemoryLog("n1")), 1);
        long begun = topic.nanoTime();
        long[] awayAt = {begun + 600 * MS};
        topic.others = () -> {
            if (topic.nanoTime() > awayAt[0]) {
                awayAt[0] = Long.MAX_VALUE;
                topic.awaySteps = 2;
            }
        };
        start(new MemoryLog("n2"));
        assertTrue(topic.nanoTime() - begun > 600 * MS + Silence.NEEDED_NANOS);
    }

    @Test
    void aChangeOfThePartitionsLeaderRestartsTheWait() {
        write(start(new MemoryLog("n1")), 1);
        long begun = topic.nanoTime();
        topic.others = () -> topic.leaderEpoch = topic.nanoTime() - begun > 500 * MS ? 1 : 0;
        start(new MemoryLog("n2"));
        assertTrue(topic.nanoTime() - begun > 500 * MS + Silence.NEEDED_NANOS);
    }

    @Test
    void aClaimThatComesTooLateIsVoidAndTheProcedureBeginsAgain() {
        SimulatedPrimary old = start(new MemoryLog("n1"));
        write(old, 1);
        long begun = topic.nanoTime();
        boolean[] spoke = {false};
        topic.others = () -> {
            // Just when the wait is over, before the claim lands, the old primary speaks once more.
            if (!spoke[0] && topic.nanoTime() - begun > Silence.NEEDED_NANOS && topic.appending()) {
                spoke[0] = true;
                old.write(1, 10);
                topic.landFirst(() -> old.publication.doWork());
            }
        };
        MemoryLog local = new MemoryLog("n2");
        SimulatedPrimary next = start(local);
        assertTrue(spoke[0]);
        assertEquals(2, next.epoch());
        assertEquals(2, local.lastLsn(), "what the old primary said last is not lost");
        assertTrue(topic.nanoTime() - begun > 2 * Silence.NEEDED_NANOS, "it has waited again");
    }

    @Test
    void theTailOfALostEpochIsRefused() {
        MemoryLog lost = new MemoryLog("n1");
        SimulatedPrimary old = start(lost);
        write(old, 1);
        old.write(3, 10); // never published
        start(new MemoryLog("n2")).write(1, 10);
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> start(lost));
        assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
        assertTrue(refused.getMessage().contains("tail is lost"), refused.getMessage());
        assertFalse(refused.hint().isEmpty());
        assertEquals(4, lost.lastLsn(), "the directory was not touched");
    }

    @Test
    void aTopicCreatedAnewIsRefused() {
        MemoryLog local = new MemoryLog("n1");
        local.note(new KafkaNote("another id", 7, FilterState.START));
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> start(local));
        assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
        assertTrue(refused.getMessage().contains("another id"), refused.getMessage());
    }

    @Test
    void aTopicThatEndsBeforeTheOldestSegmentIsRefused() {
        MemoryLog local = new MemoryLog("n1");
        SimulatedPrimary first = start(local);
        write(first, 5);
        first.kill();
        topic.truncate(2);
        local.oldestSegmentLsn(4);
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> start(local));
        assertEquals(HeadwaterException.EXIT_CORRUPT, refused.exitCode());
        assertTrue(refused.getMessage().contains("before the oldest local segment"), refused.getMessage());
    }

    @Test
    void aTruncatedTopicGetsTheLostRecordsAgain() {
        MemoryLog local = new MemoryLog("n1");
        SimulatedPrimary first = start(local);
        write(first, 5);
        first.kill();
        local.note(first.publication.note());
        topic.truncate(3);
        assertEquals(5, start(local).publication.committedLsn());
    }

    @Test
    void aTopicThatLostAnEpochIsRefused() {
        MemoryLog local = new MemoryLog("n1");
        write(start(local), 1);
        SimulatedPrimary second = start(local);
        write(second, 1);
        second.kill();
        topic.truncate(2);
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> start(local));
        assertEquals(HeadwaterException.EXIT_CORRUPT, refused.exitCode());
        assertTrue(refused.getMessage().contains("lost epoch 2"), refused.getMessage());
    }

    @Test
    void aTopicWhoseFrontIsGoneIsRefused() {
        write(start(new MemoryLog("n1")), 1);
        topic.beginning = 1;
        LogRangeException refused = assertThrows(LogRangeException.class, () -> start(new MemoryLog("n2")));
        assertFalse(refused.truncated());
    }

    private SimulatedPrimary start(MemoryLog local) {
        return new SimulatedPrimary(topic, local, random);
    }

    private void write(SimulatedPrimary primary, int batches) {
        for (int i = 0; i < batches; i++) {
            primary.write(1, 10);
        }
        primary.drain();
    }

    /** The primary beats each 100 ms, as long as time passes. */
    private void beating(SimulatedPrimary primary) {
        long[] nextAt = {0};
        topic.others = () -> {
            if (topic.nanoTime() >= nextAt[0]) {
                nextAt[0] = topic.nanoTime() + 100 * MS;
                primary.heartbeat();
            }
            primary.publication.doWork();
        };
    }
}
