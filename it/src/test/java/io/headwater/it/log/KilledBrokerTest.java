package io.headwater.it.log;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.it.harness.Kafka;
import io.headwater.publisher.MemoryLog;
import io.headwater.schemas.FailoverMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishing and following while the broker is killed and comes back. */
@Tag("together")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KilledBrokerTest {
    @TempDir
    static Path directory;

    static Kafka kafka;
    static LogServices services;

    @BeforeAll
    static void start() {
        kafka = Kafka.start(directory);
        services = new LogServices(kafka);
    }

    @AfterAll
    static void stop() {
        services.close();
        kafka.close();
    }

    @Test
    void aKilledBrokerLeavesNoGapAndNoDuplicate() throws Exception {
        String cluster = Kafka.newCluster();
        MemoryLog local = new MemoryLog("n1");
        try (var primary = TestNode.primary(services, cluster, local)) {
            for (int round = 0; round < 2; round++) {
                write(primary, 300);
                services.servers.broker().kill9();
                write(primary, 300);
                services.servers.broker().restart();
                write(primary, 300);
            }
            primary.awaitCommitted(60);
        }
        LogContents.assertEqualsBinlog(services.logs(cluster), local);
    }

    @Test
    void aReplicaRidesOutAKilledBroker() throws Exception {
        String cluster = Kafka.newCluster();
        try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"));
                var replica = new TestNode(services, cluster, new MemoryLog("n2"), Ambition.NEVER, FailoverMode.AUTO)) {
            primary.set(1, "before", 10);
            replica.awaitRecords(1);
            services.servers.broker().kill9();
            primary.set(1, "meanwhile", 10);
            services.servers.broker().restart();
            primary.set(1, "after", 10);
            replica.awaitRecords(3);
        }
    }

    private static void write(TestNode primary, int batches) throws InterruptedException {
        for (int i = 0; i < batches; i++) {
            primary.set(1 + i % 5, "key" + i, 100);
            Thread.sleep(1);
        }
    }
}
