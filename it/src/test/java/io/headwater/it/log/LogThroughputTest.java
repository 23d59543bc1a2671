package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.publisher.MemoryLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How fast the log is written and read, without a cache around it: batches of SETs with a key of about 16 and a value of 64 bytes. */
@Tag("long")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(SharedKafka.class)
class LogThroughputTest {
    private static final int EFFECTS = 3_000_000;
    private static final int BATCH = 100;

    @Test
    void theLogIsWrittenAndReadFasterThanACacheWrites(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (var services = new LogServices(kafka)) {
            try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"))) {
                primary.set(BATCH, "warm-up-", 64);
                primary.awaitCommitted(10);
                long begun = System.nanoTime();
                for (int i = 0; i < EFFECTS / BATCH; i++) {
                    primary.set(BATCH, "key:00000" + i % 100, 64);
                }
                long written = System.nanoTime();
                primary.awaitCommitted(120);
                report("encoded", begun, written);
                assertTrue(report("published", begun, System.nanoTime()) > 300_000);
            }
            double best = 0; // the first rounds warm up
            for (int round = 0; round < 5; round++) {
                long begun = System.nanoTime();
                assertEquals(EFFECTS + BATCH, readAll(services, cluster));
                best = Math.max(best, report("read", begun, System.nanoTime()));
            }
            assertTrue(best > 1_000_000);
        }
    }

    private static long readAll(LogServices services, String cluster) {
        LogRecordReader record = new LogRecordReader();
        long effects = 0;
        try (ShardReader reader = services.logs(cluster).open(0, KafkaNote.NONE)) {
            long end = reader.end().offset();
            while (reader.nextOffset() < end) {
                for (JudgedRecord judged : reader.poll(Duration.ofSeconds(1))) {
                    judged.read(record);
                    while (record.nextEntry()) {
                        while (record.nextEffect()) {
                            effects++;
                        }
                    }
                }
            }
        }
        return effects;
    }

    private static double report(String what, long fromNanos, long toNanos) {
        double perSecond = EFFECTS / ((toNanos - fromNanos) / 1e9);
        System.out.printf("%s: %,.0f effects/s%n", what, perSecond);
        return perSecond;
    }
}
