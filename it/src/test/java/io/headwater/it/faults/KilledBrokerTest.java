package io.headwater.it.faults;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the only broker, and of one of three, at random moments of a load: no acknowledged write is lost, doubled or reordered. */
class KilledBrokerTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    void oneOfThreeBrokersKilledLosesNothing() {
        killAgainAndAgain(3, 1);
    }

    @Test
    @Tag("long")
    @Timeout(value = 900, unit = TimeUnit.SECONDS)
    void theOnlyBrokerKilledTwentyTimesLosesNothing() {
        killAgainAndAgain(1, 20);
    }

    @Test
    @Tag("long")
    @Timeout(value = 1_200, unit = TimeUnit.SECONDS)
    void oneOfThreeBrokersKilledTwentyTimesLosesNothing() {
        killAgainAndAgain(3, 20);
    }

    private void killAgainAndAgain(int brokers, int rounds) {
        Random random = new Random(brokers);
        try (KafkaBrokers kafka = KafkaBrokers.start(directory, brokers, 0);
                NodePair pair = NodePair.start(directory, kafka.bootstrap(), kafka.registry(), Kafka.newCluster());
                Witnesses witnesses = Witnesses.start(pair.ports(), brokers)) {
            for (int round = 0; round < rounds; round++) {
                witnesses.awaitWrites(100 + random.nextInt(500));
                int broker = random.nextInt(brokers);
                kafka.kill9(broker);
                if (brokers > 1) {
                    witnesses.awaitWrites(100); // two brokers are enough
                }
                kafka.restart(broker);
                pair.awaitLeader();
            }
            witnesses.awaitWrites(200);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }
}
