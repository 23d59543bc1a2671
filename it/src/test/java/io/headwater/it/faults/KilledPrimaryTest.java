package io.headwater.it.faults;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Stalls;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of whoever leads, at random moments of a load: no acknowledged write is lost, doubled or reordered, and no read is stale. */
@ExtendWith(SharedKafka.class)
class KilledPrimaryTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aKilledPrimaryLosesNothing(Kafka kafka) {
        killAgainAndAgain(kafka, 2);
    }

    @Test
    @Tag("long")
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aPrimaryKilledTwentyTimesLosesNothing(Kafka kafka) {
        killAgainAndAgain(kafka, 20);
    }

    private void killAgainAndAgain(Kafka kafka, int rounds) {
        Random random = new Random(1);
        try (NodePair pair =
                        NodePair.start(directory, kafka.broker().address(), kafka.registry().url(), Kafka.newCluster());
                Witnesses witnesses = Witnesses.start(pair.ports(), 1)) {
            Stalls stalls = new Stalls("kill -9 of the primary", witnesses);
            for (int round = 0; round < rounds; round++) {
                int leader = pair.awaitLeader();
                witnesses.awaitWrites(200 + random.nextInt(800));
                stalls.roundBegins();
                pair.node(leader).kill9();
                pair.awaitLeaderAmong(1 - leader);
                witnesses.awaitWrites(100 + random.nextInt(400));
                stalls.roundEnds();
                pair.node(leader).restart();
            }
            int leader = pair.awaitLeader();
            witnesses.judge();
            stalls.print();
            pair.awaitEqual(leader);
        }
    }
}
