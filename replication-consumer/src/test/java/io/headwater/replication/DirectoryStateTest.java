package io.headwater.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    private void primary(String node, long epoch) {
        state.fold(
                DirectoryState.primaryKey(0, node), new ClusterRecord.Primary(0, node, node + ":1", epoch));
    }
}
