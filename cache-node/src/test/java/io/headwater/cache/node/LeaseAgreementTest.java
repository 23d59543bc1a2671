package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ClusterDirectory.Timings;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No node may follow a log whose lease it could contest too early, or keep too long for the others. */
@Timeout(60)
class LeaseAgreementTest {
    @TempDir
    Path first;

    @TempDir
    Path second;

    private final MemoryTopic topic = new MemoryTopic();
    private final MemoryDirectory directory = new MemoryDirectory();

    private CacheNode start(NodePlace.Role role, Path path, String... directives) {
        NodePlace place = new NodePlace("city", 0, 1, role, true);
        List<String> all = new ArrayList<>(List.of(directives));
        all.addAll(List.of("port " + TestNode.freePort(), "dir " + path));
        return CacheNode.start(
                NodeConfig.read(place, null, all), new NodePorts(new MemoryShardLog(topic), directory, BaseBuilder.IN_PROCESS, line -> {}));
    }

    @Test
    void aChallengerThatWaitsTooShortForTheOthersLeaseIsRefused() {
        try (CacheNode primary = start(NodePlace.Role.PRIMARY, first, "lease-ms 2000", "challenge-ms 2500")) {
            HeadwaterException refusal = assertThrows(HeadwaterException.class, () -> start(NodePlace.Role.STANDBY, second));
            assertEquals(HeadwaterException.EXIT_USAGE, refusal.exitCode());
            assertTrue(refusal.getMessage().contains(primary.name()), refusal.getMessage());
            start(NodePlace.Role.STANDBY, second, "challenge-ms 2200").close();
        }
    }

    @Test
    void timesAreRaisedNodeByNodeChallengesFirst() {
        start(NodePlace.Role.PRIMARY, first).close();
        start(NodePlace.Role.STANDBY, second).close();
        assertThrows(HeadwaterException.class, () -> start(NodePlace.Role.PRIMARY, first, "lease-ms 1000", "challenge-ms 1200"));
        start(NodePlace.Role.PRIMARY, first, "challenge-ms 1200").close();
        start(NodePlace.Role.STANDBY, second, "challenge-ms 1200").close();
        start(NodePlace.Role.PRIMARY, first, "lease-ms 1000", "challenge-ms 1200").close();
        start(NodePlace.Role.STANDBY, second, "lease-ms 1000", "challenge-ms 1200").close();
    }

    @Test
    void theRuleComparesEachLeaseWithTheOthersChallenge() {
        Timings usual = new Timings(0, "a", 500, 650);
        assertFalse(usual.contradicts(new Timings(0, "b", 550, 650)));
        assertTrue(usual.contradicts(new Timings(0, "b", 551, 700)));
        assertTrue(new Timings(0, "b", 100, 599).contradicts(usual));
        // What concerns other shards, or the node's own earlier start, does not count.
        usual.requireAgreement(List.of(new Timings(1, "b", 5000, 5500), new Timings(0, "a", 5000, 5500)));
    }
}
