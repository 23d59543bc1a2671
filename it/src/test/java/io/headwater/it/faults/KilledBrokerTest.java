package io.headwater.it.faults;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Stalls;
import io.headwater.it.harness.fault.TopicLeader;
import io.headwater.it.harness.fault.Witnesses;
import io.headwater.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        String cluster = Kafka.newCluster();
        try (KafkaBrokers kafka = KafkaBrokers.start(directory, brokers, 0);
                NodePair pair = NodePair.start(directory, kafka.bootstrap(), kafka.registry(), cluster);
                TopicLeader topic = new TopicLeader(kafka.bootstrap(), Topics.binlog(cluster, 0));
                Witnesses witnesses = Witnesses.start(pair.ports(), brokers)) {
            Stalls ofLeaders = new Stalls("kill -9 of " + (brokers == 1 ? "the only broker, which starts again" : "the broker that leads the topic"), witnesses);
            Stalls ofFollowers = new Stalls("kill -9 of another broker", witnesses);
            List<Long> electionsMs = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                witnesses.awaitWrites(100 + random.nextInt(500));
                int leader = topic.leader();
                int broker = random.nextInt(brokers);
                Stalls stalls = KafkaBrokers.id(broker) == leader ? ofLeaders : ofFollowers;
                stalls.roundBegins();
                kafka.kill9(broker);
                if (brokers > 1) {
                    if (stalls == ofLeaders) {
                        electionsMs.add(topic.awaitLeaderOtherThan(leader).toMillis());
                    }
                    witnesses.awaitWrites(100); // two brokers are enough
                    stalls.roundEnds();
                }
                kafka.restart(broker);
                pair.awaitLeader();
                if (brokers == 1) {
                    witnesses.awaitWrites(100);
                    stalls.roundEnds();
                }
            }
            witnesses.awaitWrites(200);
            witnesses.judge();
            ofLeaders.print();
            if (brokers > 1) {
                ofFollowers.print();
                System.out.println("elections of the topic's leader, ms: " + electionsMs);
            }
            pair.awaitEqual(pair.awaitLeader());
        }
    }
}
