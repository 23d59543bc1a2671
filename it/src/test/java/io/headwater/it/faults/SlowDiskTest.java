package io.headwater.it.faults;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.SlowDisk;
import io.headwater.it.harness.fault.Witnesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A primary whose disk hangs for seconds is alive for everybody else: it must give up the lease by itself. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SlowDiskTest {
    private static final Duration STALL = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @Test
    void aPrimaryWhoseDiskHangsIsReplacedAndLosesNothing(Kafka kafka) {
        SlowDisk.assumePossible();
        try (NodePair pair =
                        NodePair.start(directory, kafka.broker().address(), kafka.registry().url(), Kafka.newCluster());
                Witnesses witnesses = Witnesses.start(pair.ports(), 9)) {
            int leader = pair.awaitLeader();
            witnesses.awaitWrites(300);
            try (SlowDisk disk = SlowDisk.of(pair.node(leader).pid(), STALL)) {
                pair.awaitLeaderAmong(1 - leader);
                witnesses.awaitWrites(200);
            }
            witnesses.awaitWrites(200);
            witnesses.judge();
            pair.awaitEqual(pair.awaitLeader());
        }
    }
}
