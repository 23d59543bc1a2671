package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.SickDisk;
import io.headwater.it.harness.fault.SmallDisk;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** A primary whose disk hangs, fails or is full is alive for everybody else: it must give up the shard by itself, and nothing that it acknowledged is lost. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SickDiskTest {
    private static final Duration STALL = Duration.ofSeconds(5);
    private static final String BALLAST = "b".repeat(100_000);

    @TempDir
    Path directory;

    @Test
    void aPrimaryWhoseDiskHangsIsReplacedAndLosesNothing(Kafka kafka) {
        SickDisk.assumePossible();
        try (NodePair pair = pair(kafka);
                Witnesses witnesses = Witnesses.start(pair.ports(), 9)) {
            int leader = pair.awaitLeader();
            witnesses.awaitWrites(300);
            try (SickDisk disk = SickDisk.hanging(pair.node(leader).pid(), STALL)) {
                pair.awaitLeaderAmong(1 - leader);
                witnesses.awaitWrites(200);
            }
            witnesses.awaitWrites(200);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }

    @Test
    void aPrimaryWhoseSyncFailsEndsAndComesBackBehindTheStandby(Kafka kafka) {
        SickDisk.assumePossible();
        try (NodePair pair = pair(kafka);
                Witnesses witnesses = Witnesses.start(pair.ports(), 10)) {
            int leader = pair.awaitLeader();
            witnesses.awaitWrites(300);
            try (SickDisk disk = SickDisk.failing(pair.node(leader).pid())) {
                assertTrue(pair.node(leader).awaitExit() > 0, pair.logs());
            }
            assertTrue(pair.node(leader).log().contains("the binlog cannot be written"), pair.logs());
            pair.awaitLeaderAmong(1 - leader);
            witnesses.awaitWrites(200);
            pair.node(leader).restart();
            witnesses.awaitWrites(100);
            witnesses.judge();
            pair.awaitEqual(1 - leader);
        }
    }

    @Test
    void aPrimaryWhoseDiskIsFullHandsOverAndLosesNothing(Kafka kafka) {
        try (SmallDisk disk = SmallDisk.at(directory.resolve("a"), 24);
                NodePair pair = NodePair.start(
                        directory,
                        List.of(kafka.broker().address(), kafka.broker().address()),
                        kafka.registry().url(),
                        Kafka.newCluster(),
                        Map.of(),
                        "--segment-bytes",
                        "4mb");
                Witnesses witnesses = Witnesses.start(pair.ports(), 11)) {
            assertEquals(0, pair.awaitLeader());
            witnesses.awaitWrites(300);
            int kept = fill(pair);
            pair.awaitLeaderAmong(1);
            witnesses.awaitWrites(200);
            witnesses.judge();
            try (Jedis successor = pair.node(1).client()) {
                for (int i = 0; i < kept; i++) {
                    assertEquals(BALLAST, successor.get("ballast" + i), "ballast" + i);
                }
            }
        }
    }

    /** Writes through the first node until one fails; returns how many were acknowledged. */
    private static int fill(NodePair pair) {
        int kept = 0;
        try (Jedis client = pair.node(0).client()) {
            while (kept < 1_000) {
                client.set("ballast" + kept, BALLAST);
                kept++;
                if (!pair.isLeaderByItself(0)) {
                    return kept;
                }
            }
        } catch (JedisDataException refused) {
            return kept;
        }
        throw new AssertionError("a disk of 24 MB takes 100 MB");
    }

    private NodePair pair(Kafka kafka) {
        return NodePair.start(directory, kafka.broker().address(), kafka.registry().url(), Kafka.newCluster());
    }
}
