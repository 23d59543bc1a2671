package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node claims, and when it does not. */
class LogAgentClaimsTest extends AgentTestBed {
    @Test
    void aStandbyTakesOverFromADeadPrimaryAfterItsWait() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        SimulatedNode second = standby("n3", 1);
        primary.write(1);
        within(500, () -> standby.local.lastLsn() == 1 && second.local.lastLsn() == 1);
        after(300);
        kill(primary);
        long begun = topic.nanoTime();
        within(1_000, standby::leads);
        assertTrue(topic.nanoTime() - begun > 650 * MS - 100 * MS, "took " + (topic.nanoTime() - begun) / MS + " ms");
        assertTrue(topic.nanoTime() - begun < 750 * MS, "took " + (topic.nanoTime() - begun) / MS + " ms");
        assertEquals(2, standby.leadership.stamp().epoch());
        after(1_000);
        assertEquals(0, second.led, "the next in line has heard the claim");
        assertEquals(List.of("n1", "n2"), second.leaders);
    }

    @Test
    void whileThePrimaryBeatsNobodyClaims() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        after(10_000);
        assertEquals(0, standby.led);
        assertTrue(primary.leased());
    }

    @Test
    void underAManualClaimStandbysStayQuietUntilAnOperatorSaysSo() {
        SimulatedNode primary = leading(node("n1", Ambition.PRIMARY, FailoverMode.MANUAL, 0, new MemoryLog("n1")));
        SimulatedNode standby = standby("n2", 0);
        SimulatedNode replica = replica("n3");
        after(1_000);
        kill(primary);
        after(5_000);
        assertEquals(0, standby.led);
        replica.agent.claim();
        within(1_000, replica::leads);
    }

    @Test
    void aPrimaryThatStartsOverADeadOneIsAnOperatorsActAndWaits() {
        SimulatedNode old = leading(node("n1", Ambition.PRIMARY, FailoverMode.MANUAL, 0, new MemoryLog("n1")));
        old.write(1);
        within(100, () -> old.committedLsn == 1);
        kill(old);
        long begun = topic.nanoTime();
        SimulatedNode other = primary("n2");
        within(1_000, other::leads);
        assertTrue(topic.nanoTime() - begun > 650 * MS);
        assertEquals(1, other.local.lastLsn(), "it has taken over what the log holds");
    }

    @Test
    void aPrimaryThatStartsBesideALivingOneFollowsForGood() {
        SimulatedNode alive = leading(node("n1", Ambition.PRIMARY, FailoverMode.MANUAL, 0, new MemoryLog("n1")));
        SimulatedNode other = primary("n2");
        after(4_000);
        assertEquals(State.FOLLOWING, other.state());
        assertEquals(List.of("n1"), other.leaders);
        kill(alive);
        after(4_000);
        assertEquals(0, other.led, "what an operator wanted long ago is forgotten");
    }

    @Test
    void anOperatorsClaimOnALivingPrimarysShardIsForgotten() {
        SimulatedNode alive = leading(node("n1", Ambition.PRIMARY, FailoverMode.MANUAL, 0, new MemoryLog("n1")));
        SimulatedNode standby = standby("n2", 0);
        standby.agent.claim();
        after(4_000);
        kill(alive);
        after(4_000);
        assertEquals(0, standby.led);
    }

    @Test
    void aSwitchoverNeedsNoWait() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        SimulatedNode second = standby("n3", 1);
        primary.write(1);
        within(500, () -> standby.local.lastLsn() == 1 && second.local.lastLsn() == 1);
        long begun = topic.nanoTime();
        primary.handOver();
        assertFalse(primary.leased());
        within(100, standby::leads);
        assertTrue(topic.nanoTime() - begun < 60 * MS, "took " + (topic.nanoTime() - begun) / MS + " ms");
        after(500);
        assertEquals(1, primary.releases);
        assertEquals(State.FOLLOWING, primary.state());
        assertEquals(List.of("n1", "n2"), primary.leaders);
        assertEquals(0, second.led);
        assertNull(primary.deposedBy);
        standby.write(1);
        within(100, () -> primary.local.lastLsn() == 3);
    }

    @Test
    void aPrimaryWhoseHandOverNobodyTookLeadsAgain() {
        SimulatedNode primary = leading(primary("n1"));
        primary.write(1);
        primary.handOver();
        within(100, () -> primary.releases == 1);
        after(900);
        assertEquals(1, primary.led);
        within(300, primary::leads);
        assertEquals(2, primary.leadership.stamp().epoch());
        primary.write(1);
        within(100, () -> primary.committedLsn == 3);
    }

    @Test
    void aFailedFetchRestartsTheWait() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        after(300);
        kill(primary);
        long begun = topic.nanoTime();
        after(500);
        topic.awaySteps = 150;
        within(3_000, standby::leads);
        assertTrue(topic.nanoTime() - begun > 500 * MS + 650 * MS, "took " + (topic.nanoTime() - begun) / MS + " ms");
    }

    @Test
    void aChangeOfThePartitionsLeaderRestartsTheWait() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        after(300);
        kill(primary);
        long begun = topic.nanoTime();
        after(500);
        topic.leaderEpoch = 1;
        within(3_000, standby::leads);
        assertTrue(topic.nanoTime() - begun > 500 * MS + 650 * MS, "took " + (topic.nanoTime() - begun) / MS + " ms");
    }

    @Test
    void aPausedPrimaryLosesItsLeaseAndIsDeposed() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        primary.write(1);
        within(500, () -> standby.local.lastLsn() == 1);
        running.remove(primary);
        within(2_000, standby::leads);
        assertFalse(primary.leased());
        running.add(primary);
        primary.write(3);
        within(500, () -> primary.deposedBy != null);
        assertEquals("n2", primary.deposedBy.node());
        assertEquals(1, primary.lastValidLsn);
        assertEquals(State.STOPPED, primary.state());
    }

    @Test
    void aPrimaryThatIsTooStuckToBeatLearnsThatItWasReplaced() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        after(300);
        primary.beats = false;
        within(1_000, standby::leads);
        within(3_000, () -> primary.deposedBy != null);
        assertEquals("n2", primary.deposedBy.node());
    }

    @Test
    void aClaimOfWhichNobodyKnewLeadsWhenItLands() {
        leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        after(300);
        kill(running.getFirst());
        topic.faults(new Faults(1000, 0, 0, 0, 0)); // every append lands, and is reported as failed
        within(1_500, () -> topic.values().size() > 1 && standby.state() == State.CLAIMING);
        topic.faults(Faults.NONE);
        within(500, standby::leads);
        assertEquals(2, standby.leadership.stamp().epoch());
        assertNotNull(standby.leadership);
    }
}
