package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.HeadwaterException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private final Random random = new Random(7);
    private final SimulatedTopic topic = new SimulatedTopic(random, SimulatedPrimary.SHARD, Faults.NONE);
    private final MemoryLog local = new MemoryLog("n1");
    private final SimulatedPrimary primary = new SimulatedPrimary(topic, local, random);

    @Test
    void anIdlePrimaryPublishesItsHeartbeat() {
        primary.heartbeat();
        work();
        assertEquals(2, topic.values().size());
        assertEquals(0, primary.publication.committedLsn());
    }

    @Test
    void aHeartbeatNeverOvertakesWhatItFollows() {
        primary.write(1, 10);
        primary.heartbeat();
        primary.write(1, 10); // the heartbeat is behind the log's end once this is published
        work();
        assertEquals(3, topic.values().size(), "claim and two batches");
        assertEquals(2, primary.publication.committedLsn());
    }

    @Test
    void whileTheTopicIsAwayHeartbeatsAreDropped() {
        topic.awaySteps = 200;
        primary.write(1, 10);
        for (int i = 0; i < 100; i++) {
            primary.heartbeat();
            primary.publication.doWork();
            topic.step(1_000_000);
        }
        work();
        assertTrue(topic.values().size() <= 3, "claim, batch and at most the newest heartbeat");
        assertEquals(1, primary.publication.committedLsn());
    }

    @Test
    void aForeignClaimThatTakesEffectEndsThePublicationAndIsNamed() {
        primary.write(1, 10);
        primary.drain();
        new SimulatedPrimary(topic, new MemoryLog("n2"), random);
        primary.write(1, 10);
        HeadwaterException deposed = assertThrows(HeadwaterException.class, this::work);
        assertEquals(HeadwaterException.EXIT_FENCED, deposed.exitCode());
        assertTrue(deposed.getMessage().contains("node n2 at n2:6379 (epoch 2)"), deposed.getMessage());
    }

    @Test
    void aForeignClaimThatIsVoidChangesNothing() {
        primary.write(1, 10);
        primary.drain();
        topic.values().add(topic.values().getFirst()); // the first claim once more
        primary.write(1, 10);
        primary.drain();
        assertEquals(2, primary.publication.committedLsn());
    }

    @Test
    void recordsThatATruncatedLogLostArePublishedAgain() {
        primary.write(2, 10);
        primary.write(1, 10);
        primary.drain();
        topic.truncate(2);
        primary.write(1, 10);
        primary.drain();
        assertEquals(4, primary.publication.committedLsn());
        assertEquals(5, topic.values().size(), "claim, batch, the void one behind the gap, and the two batches again");
    }

    @Test
    void aLogThatLostItsClaimEndsThePublication() {
        primary.write(1, 10);
        primary.drain();
        topic.truncate(0);
        primary.write(1, 10);
        HeadwaterException lost = assertThrows(HeadwaterException.class, this::work);
        assertEquals(HeadwaterException.EXIT_CORRUPT, lost.exitCode());
        assertTrue(lost.getMessage().contains("lost epoch 1"), lost.getMessage());
    }

    @Test
    void aBinlogThatContradictsTheLogIsNotPublished() {
        primary.write(1, 10);
        primary.drain();
        int before = topic.values().size();
        MemoryLog foreign = new MemoryLog("n2");
        SimulatedTopic elsewhere = new SimulatedTopic(random, SimulatedPrimary.SHARD, Faults.NONE);
        SimulatedPrimary other = new SimulatedPrimary(elsewhere, foreign, random);
        other.write(1, 10);
        other.write(1, 10);
        byte[] record = foreign.records().getLast();
        local.append(record, 0, record.length);
        assertThrows(HeadwaterException.class, this::work);
        assertEquals(before, topic.values().size());
    }

    @Test
    void nothingMoreIsHandedOverThanMayBeUnderWay() {
        topic.awaySteps = Integer.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            primary.write(1, 500_000);
        }
        for (int i = 0; i < 100; i++) {
            primary.publication.doWork();
        }
        assertTrue(primary.publication.bytesInFlight() < Publication.MAX_IN_FLIGHT_BYTES + 600_000);
        assertTrue(primary.publication.responsive(1));
        topic.step(10);
        assertFalse(primary.publication.responsive(1));
    }

    private void work() {
        for (int i = 0; i < 2000; i++) {
            if (!primary.publication.doWork()) {
                topic.step(1_000_000);
            }
        }
    }
}
