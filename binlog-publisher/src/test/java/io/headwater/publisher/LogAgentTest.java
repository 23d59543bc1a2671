package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a node starts, follows its log, and ends. */
class LogAgentTest extends AgentTestBed {
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
    void aTopicThatLostItsEndAndGrewAgainIsNoticedAtTheNextStart() {
        SimulatedNode first = leading(primary("n1"));
        for (int i = 0; i < 5; i++) {
            first.write(1);
        }
        within(500, () -> first.committedLsn == 5);
        first.agent.close();
        within(500, () -> first.state() == State.STOPPED);
        running.remove(first);
        int known = topic.values().size();
        topic.truncate(3);
        SimulatedNode other = leading(standby("n2", 0));
        within(5_000, () -> topic.values().size() > known + 5);
        assertTrue(other.leads());
        SimulatedNode again = primary("n1", first.local);
        within(1_000, () -> again.deposedBy != null);
        assertTrue(again.lastValidLsn < 5, "what the log went on without goes into the ledger");
        assertEquals("n2", again.deposedBy.node());
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
}
