package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A replica needs the newest snapshot and the log behind it, and nothing before that. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SnapshotBootstrapTest {
    @TempDir Path directory;

    @Test
    void aReplicaOfATrimmedLogStartsFromTheSnapshotAndFollows(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        String store = "file:" + directory.resolve("archive");
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                Jedis client = primary.client()) {
            for (int i = 0; i < 2000; i++) {
                client.set("key:" + i, "value:" + i);
            }
            client.zadd("scores", -0.0, "zero");
            awaitCommitted(client);
            trim(kafka, cluster, snapshot(kafka, cluster, store));
            client.set("behind", "the snapshot");
            try (NodeProcess replica = NodeProcess.inCluster(
                            directory.resolve("n1"), kafka, cluster, "--role", "replica", "--store", store);
                    Jedis reader = replica.client()) {
                Await.until("the replica follows", Duration.ofSeconds(20), () -> reader.get("behind"), "the snapshot"::equals);
                assertEquals(Contents.of(client, 1), Contents.of(reader, 1));
                assertTrue(replica.log().contains("starting from snapshot"), replica.log());
            }
        }
    }

    @Test
    void aReplicaThatHasFallenOffTheLogStartsAnewFromASnapshotByItself(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        String store = "file:" + directory.resolve("archive");
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                NodeProcess replica = NodeProcess.inCluster(
                        directory.resolve("n1"), kafka, cluster, "--role", "replica", "--store", store);
                Jedis client = primary.client()) {
            client.set("a", "1");
            replica.stop();
            client.set("a", "2");
            client.set("b", "only in the snapshot");
            awaitCommitted(client);
            trim(kafka, cluster, snapshot(kafka, cluster, store));
            client.set("c", "behind the snapshot");
            replica.restart();
            try (Jedis reader = replica.client()) {
                Await.until("the replica follows", replica::log, Duration.ofSeconds(20), () -> reader.get("c"), "behind the snapshot"::equals);
                assertEquals(Contents.of(client, 1), Contents.of(reader, 1));
                assertTrue(replica.log().contains("starting from snapshot"), replica.log());
            }
        }
    }

    /** Takes a snapshot; returns where the topic goes on behind it, which its name ends with. */
    private static long snapshot(Kafka kafka, String cluster, String store) {
        Command.Result taken = Command.run(
                "snapshot", "--store", store, "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster);
        assertEquals(0, taken.exitCode(), taken.err());
        String name = taken.lines().getFirst();
        return Long.parseLong(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf(".rdb")));
    }

    private static void awaitCommitted(Jedis client) {
        Await.until(
                "the log has everything",
                Duration.ofSeconds(20),
                () -> client.info("replication"),
                info -> field(info, "headwater_position").endsWith(":" + field(info, "headwater_log_committed_lsn")));
    }

    private static String field(String info, String name) {
        return info.lines().filter(line -> line.startsWith(name + ":")).findFirst().map(line -> line.substring(name.length() + 1)).orElse("?");
    }

    private static void trim(Kafka kafka, String cluster, long before) throws Exception {
        TopicPartition partition = new TopicPartition(Topics.binlog(cluster, 0), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.broker().address()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
        }
    }
}
