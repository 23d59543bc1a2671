package io.headwater.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.schemas.ClusterRecord;
import io.headwater.schemas.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryStateTest {
    private final DirectoryState state = new DirectoryState();

    @Test
    void theFirstNumberOfShardsHolds() {
        state.fold(DirectoryState.shardCountKey("x"), new ClusterRecord.ShardCount(2));
        state.fold(DirectoryState.shardCountKey("y"), new ClusterRecord.ShardCount(3));
        assertEquals(2, state.map(0).shards());
    }

    @Test
    void theHighestEpochLeadsWhateverComesLast() {
        primary("old", 4);
        primary("new", 5);
        primary("old", 3);
        assertEquals(List.of(new Primary(0, "new", "new:1", 5)), state.map(0).primaries());
    }

    @Test
    void aReaderWhoseTimeIsOverIsLeftOut() {
        state.fold(
                DirectoryState.readerKey("r"),
                new ClusterRecord.Reader("r", "replica", 0, "r:1", new Position(1, 2), 9, 1_000, 500, -1));
        assertEquals(1, state.map(1_500).readers().size());
        assertEquals(0, state.map(1_501).readers().size());
    }

    @Test
    void aTombstoneRemovesAReader() {
        state.fold(
                DirectoryState.readerKey("r"),
                new ClusterRecord.Reader("r", "replica", 0, "r:1", new Position(1, 2), 9, 1_000, 500, -1));
        state.fold(DirectoryState.readerKey("r"), null);
        assertEquals(new ClusterMap(0, List.of(), List.of()), state.map(1_000));
    }

    @Test
    void aClusterThatARestoreFillsHasNoShardsUntilItIsComplete() {
        branch("r1", 0);
        state.fold(DirectoryState.shardCountKey("a node that came too early"), new ClusterRecord.ShardCount(5));
        assertEquals(0, state.map(0).shards());
        branch("r1", 9);
        assertEquals(2, state.map(0).shards());
        assertEquals(new Branch("r1", 2, "orders", 7, true), state.map(0).branch());
    }

    @Test
    void ofTwoRestoresTheFirstHoldsAndTheOtherNeverCompletesIt() {
        branch("r1", 0);
        branch("r2", 0);
        branch("r2", 9);
        assertEquals(0, state.map(0).shards());
        assertEquals(new Branch("r1", 2, "orders", 7, false), state.map(0).branch());
    }

    @Test
    void aRestoreIntoAClusterThatExistsIsNone() {
        state.fold(DirectoryState.shardCountKey("x"), new ClusterRecord.ShardCount(3));
        branch("r1", 0);
        branch("r1", 9);
        assertEquals(3, state.map(0).shards());
        assertNull(state.map(0).branch());
    }

    private void branch(String id, long completedMs) {
        var record = new ClusterRecord.Branch(id, 2, "orders", 7, completedMs);
        state.fold(DirectoryState.branchKey(id, record.isComplete()), record);
    }

    private void primary(String node, long epoch) {
        state.fold(
                DirectoryState.primaryKey(0, node), new ClusterRecord.Primary(0, node, node + ":1", epoch));
    }
}
