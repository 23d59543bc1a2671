package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.RecordStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log's agent is told what the directory holds now, not what it held when the node started. */
@Timeout(60)
class EpochTrailTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final NodePlace STANDBY = new NodePlace("headwater", 0, 1, NodePlace.Role.STANDBY, true);

    @TempDir
    Path directory;

    private final MemoryTopic topic = new MemoryTopic();
    private long timeMs = System.currentTimeMillis();

    @Test
    void itKnowsWhatWasWrittenSinceTheStart() throws IOException {
        MemoryShardLog log = new MemoryShardLog(topic);
        try (CacheNode node = start(PRIMARY, log);
                TestClient client = new TestClient(node.port())) {
            assertEquals(0, log.local.lastLsnBelowEpoch(2));
            for (int i = 1; i <= 10; i++) client.call("SET", "k" + i, "v");
            LeadershipTest.await(() -> log.local.lastLsnBelowEpoch(2) == 10);
            assertEquals(0, log.local.lastLsnBelowEpoch(1));
        }
    }

    @Test
    void itKnowsWhereEarlierEpochsHaveEnded() throws IOException {
        MemoryShardLog log = new MemoryShardLog(topic);
        try (CacheNode node = start(STANDBY, log)) {
            append(topic.claim("a"), 1, 10);
            append(topic.claim("b"), 11, 15);
            append(topic.claim("c"), 16, 16);
            LeadershipTest.await(() -> log.local.lastLsnBelowEpoch(4) == 16);
            assertEquals(15, log.local.lastLsnBelowEpoch(3));
            assertEquals(10, log.local.lastLsnBelowEpoch(2));
            assertEquals(0, log.local.lastLsnBelowEpoch(1));
        }
    }

    /** What a follower has read, and a log that lost its end then goes on without, is void: whether it was there at the follower's start or not. */
    @Test
    void aFollowerOfALogThatLostItsEndGivesUpWhatTheLogWentOnWithout() throws IOException {
        // Added to by the node's thread, looked at by this one.
        List<MemoryShardLog> logs = new CopyOnWriteArrayList<>();
        try (NodeLife life = NodeLife.start(TestNode.config(STANDBY, directory), () -> {
            MemoryShardLog log = new MemoryShardLog(topic);
            logs.add(log);
            return new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {});
        })) {
            append(topic.claim("a"), 1, 10);
            LeadershipTest.await(() -> logs.getFirst().local.lastLsnBelowEpoch(2) == 10);
            synchronized (topic) {
                topic.cutBehind(record -> record.lastLsn() == 6);
                append(topic.claim("b"), 7, 8);
                logs.getFirst().readAgain();
            }
            LeadershipTest.await(() -> logs.size() == 2 && logs.get(1).local != null && logs.get(1).local.lastLsnBelowEpoch(3) == 8);
            assertEquals(6, logs.get(1).local.lastLsnBelowEpoch(2));
        }
        List<LostWritesLedger.Range> lost = LostWritesLedger.of(directory).list();
        assertEquals(1, lost.size());
        assertTrue(lost.getFirst().firstLsn() == 7 && lost.getFirst().lastLsn() == 10);
    }

    private CacheNode start(NodePlace place, MemoryShardLog log) {
        return CacheNode.start(TestNode.config(place, directory), new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {}));
    }

    private void append(RecordStamp stamp, int first, int last) {
        stamp.takeCounter(); // the claim's
        for (int lsn = first; lsn <= last; lsn++) topic.append(NodeLifeTest.sealed(stamp, "k" + lsn, "v", timeMs += 10));
    }
}
