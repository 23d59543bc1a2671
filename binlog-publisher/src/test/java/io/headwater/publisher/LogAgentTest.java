package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LogAgentTest {
    private static final long MS = 1_000_000;

    private final Random random = new Random(42);
    private final SimulatedTopic topic = new SimulatedTopic(random, SimulatedNode.SHARD, Faults.NONE);
    private final List<SimulatedNode> running = new ArrayList<>();

    LogAgentTest() {
        topic.waitsTakeTime = false;
        topic.exists = false;
    }

    @Test
    void thePrimaryCreatesTheTopicAndLeadsEpochOneAtOnce() {
        SimulatedNode primary = primary("n1");
        within(100, primary::leads);
        assertEquals(1, primary.leadership.stamp().epoch());
        assertEquals(1, topic.values().size());
        assertTrue(primary.caughtUp);
    }

    @Test
    void othersWaitForATopicThatIsNotThere() {
        SimulatedNode standby = standby("n2", 0);
        SimulatedNode replica = replica("n3");
        after(2_000);
        assertEquals(State.FOLLOWING, standby.state());
        assertFalse(standby.caughtUp || replica.caughtUp);
        SimulatedNode primary = primary("n1");
        within(1_000, () -> standby.caughtUp && replica.caughtUp && primary.leads());
        within(1_000, () -> standby.leaders.equals(List.of("n1")) && replica.leaders.equals(List.of("n1")));
    }

    @Test
    void aKafkaThatIsAwayAtTheStartIsWaitedFor() {
        topic.awaySteps = 3_000;
        SimulatedNode primary = primary("n1");
        after(2_900);
        assertFalse(primary.agent.progress().connected());
        within(2_000, primary::leads);
        assertTrue(primary.agent.progress().connected());
        assertNull(primary.failure);
    }

    @Test
    void whatThePrimaryWritesReachesEverybody() {
        SimulatedNode primary = leading(primary("n1"));
        SimulatedNode standby = standby("n2", 0);
        primary.write(2);
        primary.write(1);
        within(500, () -> primary.committedLsn == 3 && standby.local.lastLsn() == 3);
        assertEquals(3, primary.agent.progress().committedLsn());
        assertEquals(0, primary.agent.progress().backlogBytes());
        assertTrue(standby.heardTimeMs > 0);
        after(200);
        assertEquals(standby.local.lastLsn(), standby.local.newestNote().filter().lastLsn());
    }

    @Test
    void aRestartOfTheSameNodeLeadsAtOnceWithANewEpoch() {
        SimulatedNode first = leading(primary("n1"));
        first.write(1);
        within(100, () -> first.committedLsn == 1);
        kill(first);
        SimulatedNode second = primary("n1", first.local);
        within(100, second::leads);
        assertEquals(2, second.leadership.stamp().epoch());
    }

    @Test
    void aRestartPublishesTheDirectorysTailBeforeItClaims() {
        SimulatedNode first = leading(primary("n1"));
        first.write(2);
        first.write(1);
        kill(first);
        SimulatedNode second = primary("n1", first.local);
        within(200, second::leads);
        assertEquals(3, second.agent.progress().committedLsn());
        assertEquals(3, second.leadership.stamp().lastLsn());
    }

    @Test
    void aRestartTakesOverWhatItsDirectoryLost() {
        SimulatedNode first = leading(primary("n1"));
        for (int i = 0; i < 5; i++) {
            first.write(1);
        }
        within(500, () -> first.committedLsn == 5);
        kill(first);
        first.local.lose(3);
        SimulatedNode second = primary("n1", first.local);
        within(500, second::leads);
        assertEquals(5, second.local.lastLsn());
    }

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
    void theTailOfALostEpochDeposesTheNodeAtItsStart() {
        SimulatedNode old = leading(primary("n1"));
        old.write(1);
        within(500, () -> old.committedLsn == 1);
        old.write(3);
        kill(old);
        SimulatedNode next = leading(standby("n2", 0));
        next.write(1);
        within(500, () -> next.committedLsn == 2);
        SimulatedNode again = primary("n1", old.local);
        within(500, () -> again.deposedBy != null);
        assertEquals(1, again.lastValidLsn);
        assertEquals("n2", again.deposedBy.node());
        assertEquals(4, old.local.lastLsn(), "the directory was not touched");
    }

    @Test
    void aTopicCreatedAnewIsRefused() {
        leading(primary("n1"));
        MemoryLog local = new MemoryLog("n2");
        local.note(new KafkaNote("another id", 7, FilterState.START));
        SimulatedNode refused = node("n2", Ambition.STANDBY, FailoverMode.AUTO, 0, local);
        within(1_000, () -> refused.failure != null);
        assertEquals(HeadwaterException.EXIT_FENCED, refused.failure.exitCode());
    }

    @Test
    void aTopicThatEndsBeforeTheOldestSegmentIsRefused() {
        SimulatedNode first = leading(primary("n1"));
        for (int i = 0; i < 5; i++) {
            first.write(1);
            within(500, () -> first.committedLsn == first.local.lastLsn());
        }
        kill(first);
        topic.truncate(2);
        first.local.oldestSegmentLsn(4);
        SimulatedNode refused = primary("n1", first.local);
        within(1_000, () -> refused.failure != null);
        assertTrue(refused.failure.getMessage().contains("before the oldest local segment"), refused.failure.getMessage());
    }

    @Test
    void aTopicThatLostAnEpochIsRefused() {
        SimulatedNode first = leading(primary("n1"));
        kill(first);
        SimulatedNode second = leading(primary("n1", first.local));
        second.write(1);
        within(500, () -> second.committedLsn == 1);
        kill(second);
        topic.truncate(1);
        SimulatedNode refused = primary("n1", first.local);
        within(1_000, () -> refused.failure != null);
        assertEquals(HeadwaterException.EXIT_CORRUPT, refused.failure.exitCode());
        assertTrue(refused.failure.getMessage().contains("lost epoch 2"), refused.failure.getMessage());
    }

    @Test
    void aTruncatedTopicGetsTheLostRecordsAgain() {
        SimulatedNode first = leading(primary("n1"));
        for (int i = 0; i < 5; i++) {
            first.write(1);
        }
        within(500, () -> first.committedLsn == 5);
        first.agent.close();
        within(500, () -> first.state() == State.STOPPED);
        topic.truncate(topic.values().size() - 2);
        SimulatedNode second = primary("n1", first.local);
        within(1_000, second::leads);
        assertEquals(5, second.agent.progress().committedLsn());
    }

    @Test
    void aTopicWhoseFrontIsGoneFailsTheNodeSoThatItCanRebase() {
        leading(primary("n1"));
        topic.beginning = 1;
        SimulatedNode late = standby("n2", 0);
        within(1_000, () -> late.failure != null);
        assertEquals(NodeRestart.Reason.REBASE, assertInstanceOf(NodeRestart.class, late.failure).reason());
    }

    @Test
    void aClosingPrimaryPublishesWhatIsLeftAndNotesIt() {
        SimulatedNode primary = leading(primary("n1"));
        for (int i = 0; i < 50; i++) {
            primary.write(1);
        }
        primary.agent.close();
        within(3_000, () -> primary.state() == State.STOPPED);
        assertEquals(50, primary.local.newestNote().filter().lastLsn());
        assertFalse(primary.leased());
    }

    @Test
    void aClosingPrimaryWithoutItsLogGivesUpInTime() {
        SimulatedNode primary = leading(primary("n1"));
        topic.awaySteps = Integer.MAX_VALUE;
        primary.write(1);
        primary.agent.close();
        within(3_100, () -> primary.state() == State.STOPPED);
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

    private SimulatedNode primary(String name) {
        return primary(name, new MemoryLog(name));
    }

    private SimulatedNode primary(String name, MemoryLog local) {
        return node(name, Ambition.PRIMARY, FailoverMode.AUTO, 0, local);
    }

    private SimulatedNode standby(String name, int priority) {
        return node(name, Ambition.STANDBY, FailoverMode.AUTO, priority, new MemoryLog(name));
    }

    private SimulatedNode replica(String name) {
        return node(name, Ambition.NEVER, FailoverMode.AUTO, 0, new MemoryLog(name));
    }

    private SimulatedNode node(String name, Ambition ambition, FailoverMode mode, int priority, MemoryLog local) {
        assertEquals(name, local.nodeName());
        SimulatedNode node = new SimulatedNode(topic, local, random, ambition, mode, priority);
        running.add(node);
        return node;
    }

    private SimulatedNode leading(SimulatedNode node) {
        within(2_000, node::leads);
        return node;
    }

    private void kill(SimulatedNode node) {
        node.agent.abandon();
        running.remove(node);
    }

    private void within(long ms, BooleanSupplier condition) {
        for (long i = 0; i < ms && !condition.getAsBoolean(); i++) {
            after(1);
        }
        assertTrue(condition.getAsBoolean(), "not within " + ms + " ms");
    }

    private void after(long ms) {
        for (long i = 0; i < ms; i++) {
            List.copyOf(running).forEach(SimulatedNode::turn);
            topic.step(MS);
        }
    }
}
