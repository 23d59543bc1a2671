package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A node's directory that was copied or moved: the copy may go on where the original ended, but only once that is silent. */
class CopiedDirectoryTest {
    private static final long MS = 1_000_000;

    private final Random random = new Random(42);
    private final SimulatedTopic topic = new SimulatedTopic(random, SimulatedNode.SHARD, Faults.NONE);
    private final List<SimulatedNode> running = new ArrayList<>();

    CopiedDirectoryTest() {
        topic.waitsTakeTime = false;
        topic.exists = false;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void aCopyBesideItsLivingOriginalFollows(FailoverMode mode) {
        SimulatedNode original = leading(mode, new MemoryLog("n1"));
        original.write(3);
        within(500, () -> original.committedLsn == 3);
        SimulatedNode copy = start(mode, original.local.copy("n2"));
        after(3_000);
        assertTrue(original.leads(), "nobody claimed");
        assertEquals(1, original.leadership.stamp().epoch());
        assertEquals(State.FOLLOWING, copy.state());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void aMovedDirectoryPublishesItsTailAndLeadsOnceTheOriginalIsSilent(FailoverMode mode) {
        SimulatedNode original = leading(mode, new MemoryLog("n1"));
        original.write(2);
        original.write(1);
        original.agent.abandon();
        running.remove(original);
        SimulatedNode moved = start(mode, original.local.copy("n2"));
        after(600);
        assertEquals(1, topic.values().stream().filter(CopiedDirectoryTest::isClaim).count(), "a lease may still run");
        within(500, moved::leads);
        assertEquals(3, moved.leadership.stamp().lastLsn());
    }

    private static boolean isClaim(byte[] value) {
        LogRecordReader record = new LogRecordReader();
        record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
        return record.kind() == RecordKind.CLAIM;
    }

    private SimulatedNode leading(FailoverMode mode, MemoryLog local) {
        SimulatedNode node = start(mode, local);
        within(2_000, node::leads);
        return node;
    }

    private SimulatedNode start(FailoverMode mode, MemoryLog local) {
        SimulatedNode node = new SimulatedNode(topic, local, random, Ambition.PRIMARY, mode, 0);
        running.add(node);
        return node;
    }

    private void within(long ms, BooleanSupplier condition) {
        for (long i = 0; i < ms && !condition.getAsBoolean(); i++) after(1);
        assertTrue(condition.getAsBoolean(), "not within " + ms + " ms");
    }

    private void after(long ms) {
        for (long i = 0; i < ms; i++) {
            List.copyOf(running).forEach(SimulatedNode::turn);
            topic.step(MS);
        }
    }
}
