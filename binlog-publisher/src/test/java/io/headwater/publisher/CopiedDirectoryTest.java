package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A node's directory that was copied or moved: the copy may go on where the original ended, but only once that is silent. */
class CopiedDirectoryTest extends AgentTestBed {
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
        kill(original);
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
        return leading(start(mode, local));
    }

    private SimulatedNode start(FailoverMode mode, MemoryLog local) {
        return node(local.nodeName(), Ambition.PRIMARY, mode, 0, local);
    }
}
