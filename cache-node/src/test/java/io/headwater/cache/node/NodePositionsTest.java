package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.binlog.BinlogConfig;
import io.headwater.cache.binlog.BinlogListener;
import io.headwater.cache.binlog.BinlogRecovery;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reports of readers count for WAIT and WAITAOF. */
class NodePositionsTest {
    private static final BinlogListener DEAF = new BinlogListener() {
        @Override
        public void appended(long lsn) {}

        @Override
        public void durable(long lsn) {}

        @Override
        public void roomMade() {}

        @Override
        public void failed(HeadwaterException reason) {}
    };

    @TempDir
    Path path;

    private final MemoryDirectory directory = new MemoryDirectory();
    private NodePositions positions;

    @BeforeEach
    void leadEpochFiveBehindLsn100() {
        BinlogWriter binlog = new BinlogWriter(
                path, BinlogConfig.ofSegments(4 << 20, 0), SyncLevel.ASYNC, new BinlogRecovery(path, 0).recover(0, record -> {}), DEAF);
        positions = new NodePositions(0, "own", binlog, () -> 0, () -> 1_000);
        positions.uses(null, directory);
        positions.leads(5, 100);
    }

    private void report(String name, String role, Position position, long durableLsn) {
        directory.announceReader(new Reader(name, role, 0, role.equals("archiver") ? "" : "h:1", position, durableLsn, 0, 900, 1_000));
    }

    @Test
    void replicasCountByWhatTheyHaveAppliedAndCopiesByWhatIsOnAMediumOfTheirs() {
        report("r1", Reader.REPLICA, new Position(5, 110), 105);
        report("r2", Reader.STANDBY, new Position(5, 110), 110);
        report("a", "archiver", new Position(5, 120), 120);
        report("fed", "target", new Position(5, 120), Reader.UNKNOWN_LSN);
        assertEquals(2, positions.replicasAt(110));
        assertEquals(2, positions.copiesAt(110));
        assertEquals(3, positions.copiesAt(105));
        assertEquals(0, positions.replicasAt(111));
    }

    @Test
    void aFormerPrimaryWithEntriesThatTheLogWentOnWithoutHasNotThese() {
        report("former", Reader.STANDBY, new Position(4, 120), 120);
        assertEquals(0, positions.replicasAt(110));
        assertEquals(0, positions.copiesAt(110));
    }

    @Test
    void readersOfALaterEpochDoNotConfirmWhatThisOneWrote() {
        report("r", Reader.REPLICA, new Position(6, 120), 120);
        assertEquals(0, positions.replicasAt(110));
        assertEquals(0, positions.copiesAt(110));
    }

    @Test
    void oneselfIsNeitherReplicaNorCopy() {
        report("own", Reader.STANDBY, new Position(5, 120), 120);
        assertEquals(0, positions.replicasAt(110));
        assertEquals(0, positions.copiesAt(110));
    }
}
