package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.JumpingClock;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The wall clock of a primary jumps by minutes, back and forth: the shard's time goes on evenly, leadership does not depend on it, and nothing is lost. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JumpingClockTest {
    private static final List<Duration> JUMPS = List.of(Duration.ofMinutes(10), Duration.ofMinutes(-20));

    @TempDir
    Path directory;

    @Test
    void theShardsTimeNeverGoesBackAndItsPrimaryStays(Kafka kafka) {
        JumpingClock clock = JumpingClock.in(directory);
        String broker = kafka.broker().address();
        try (NodePair pair = NodePair.start(
                        directory, List.of(broker, broker), kafka.registry().url(), Kafka.newCluster(), clock.environment());
                Witnesses witnesses = Witnesses.start(pair.ports(), 8);
                Jedis client = pair.node(0).client()) {
            String epoch = pair.info(0, "headwater_position").split(":")[0];
            client.set("expires", "later");
            client.pexpire("expires", 60_000);
            long left = client.pttl("expires");
            long time = seconds(client);
            for (Duration jump : JUMPS) {
                witnesses.awaitWrites(200);
                clock.offset(jump);
                witnesses.awaitWrites(200);
                long now = seconds(client);
                long stillLeft = client.pttl("expires");
                assertTrue(now >= time, "time went back from " + time + " to " + now);
                assertTrue(stillLeft <= left && stillLeft > 0, "a key that lives for a minute has " + stillLeft + " ms left after " + left);
                time = now;
                left = stillLeft;
            }
            witnesses.judge();
            assertTrue(pair.info(0, "headwater_position").startsWith(epoch + ":"), "the primary changed: " + pair.info(0, "headwater_position"));
            pair.awaitEqual(0);
        }
    }

    private static long seconds(Jedis client) {
        return Long.parseLong(client.time().getFirst());
    }
}
