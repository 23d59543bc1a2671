package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.it.harness.fault.Line;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The network between one node and the brokers fails, or is bad, while clients reach both nodes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class BadNetworkTest {
    private static final int A = 0;
    private static final int B = 1;

    @TempDir
    static Path shared;

    private static KafkaBrokers kafka;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        kafka = KafkaBrokers.start(shared, 1, 2);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private NodePair pair() {
        return NodePair.start(
                directory,
                List.of(kafka.line(A).bootstrap(), kafka.line(B).bootstrap()),
                kafka.registry(),
                Kafka.newCluster(),
                Map.of());
    }

    @Test
    void aPrimaryCutOffFromTheLogIsReplacedAndAnswersNothingMeanwhile() {
        try (NodePair pair = pair();
                Witnesses witnesses = Witnesses.start(pair.ports(), 3)) {
            witnesses.awaitWrites(300);
            assertEquals(A, pair.awaitLeader());
            try (Cut cut = new Cut(kafka.line(A))) {
                assertEquals(B, pair.awaitLeaderAmong(B));
                witnesses.awaitWrites(300);
            }
            witnesses.awaitWrites(300);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }

    @Test
    @Tag("long")
    void aPrimaryWhoseAcknowledgementsAreLostIsReplaced() {
        try (NodePair pair = pair();
                Witnesses witnesses = Witnesses.start(pair.ports(), 4)) {
            witnesses.awaitWrites(300);
            kafka.line(A).cutAnswers();
            try (Cut cut = new Cut(kafka.line(A))) {
                pair.awaitLeaderAmong(B);
                witnesses.awaitWrites(200);
            }
            witnesses.awaitWrites(300);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }

    @Test
    void aReplicaCutOffFromTheLogChangesNothingForOthersAndCatchesUpWithoutAResync() {
        replicaIsCutOff(Duration.ofSeconds(3));
    }

    @Test
    @Tag("long")
    void aReplicaCutOffForHalfAMinuteCatchesUpWithoutAResync() {
        replicaIsCutOff(Duration.ofSeconds(30));
    }

    private void replicaIsCutOff(Duration outage) {
        try (NodePair pair = pair();
                Witnesses witnesses = Witnesses.start(pair.ports(), 5)) {
            witnesses.awaitWrites(300);
            long pid = pair.node(B).pid();
            try (Cut cut = new Cut(kafka.line(B))) {
                LockSupport.parkNanos(outage.toNanos()); // the outage is what is tested
                witnesses.awaitWrites(300);
                assertEquals(A, pair.awaitLeader());
            }
            pair.awaitEqual(A);
            witnesses.judge();
            assertEquals(pid, pair.node(B).pid(), "the replica began anew");
        }
    }

    @Test
    @Tag("long")
    void anOutageOfThePrimaryForHalfAMinuteEndsWithOneHistory() {
        try (NodePair pair = pair();
                Witnesses witnesses = Witnesses.start(pair.ports(), 6)) {
            witnesses.awaitWrites(300);
            try (Cut a = new Cut(kafka.line(A));
                    Cut b = new Cut(kafka.line(B))) {
                LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
            }
            pair.awaitLeader();
            witnesses.awaitWrites(500);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }

    @Test
    @Tag("long")
    void aSlowAndLossyNetworkSlowsDownAndLosesNothing() {
        try (NodePair pair = pair();
                Witnesses witnesses = Witnesses.start(pair.ports(), 7)) {
            witnesses.awaitWrites(200);
            try {
                // 100 ms there and back together; every twentieth packet is sent again.
                kafka.line(A).impair(50, 0.05);
                kafka.line(B).impair(50, 0.05);
                LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
            } finally {
                kafka.line(A).impair(0, 0);
                kafka.line(B).impair(0, 0);
            }
            pair.awaitLeader();
            witnesses.awaitWrites(200);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }

    /** A line that is cut until closed. */
    private record Cut(Line line) implements AutoCloseable {
        private Cut {
            line.cut();
        }

        @Override
        public void close() {
            line.open();
        }
    }
}
