package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** kill -9 of the archiver that trims the topic, at the request that does it: what readers and restores need is in the topic or in the archive at any moment. */
@Tag("together")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KilledGateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final String cluster = Kafka.newCluster();

    @Test
    void aGateKilledAroundItsDeletionLosesNothingThatIsNeeded() {
        try (KafkaBrokers kafka = KafkaBrokers.start(directory, 1, 1);
                NodeProcess primary = NodeProcess.onBroker(directory.resolve("n0"), kafka.bootstrap(), kafka.registry(), cluster);
                Jedis client = primary.client();
                KafkaAccess access = new KafkaAccess(kafka.bootstrap(), "test")) {
            KafkaRetention retention = new KafkaRetention(access, cluster);

            long first = write(client, kafka, "first");
            kill(kafka, true);
            assertEquals(0, retention.extent(0, 0).beginning(), "the request had not left");
            assertNothingIsLost(client, kafka, "after-decision");

            long second = write(client, kafka, "second");
            assertTrue(second > first);
            kill(kafka, false);
            Await.until("the request that was on its way trims", PATIENCE, () -> retention.extent(0, 0).beginning(), beginning -> beginning > 0);
            assertTrue(retention.extent(0, 0).beginning() <= second, "not beyond the newest snapshot");
            write(client, kafka, "third");
            assertNothingIsLost(client, kafka, "after-deletion");
        }
    }

    /** Writes, and takes a snapshot; returns where the log goes on behind it. */
    private long write(Jedis client, KafkaBrokers kafka, String prefix) {
        for (int i = 0; i < 500; i++) {
            client.set(prefix + i, "v" + i);
        }
        Command.Result taken = Command.run(line(kafka.bootstrap(), kafka.registry(), "snapshot"));
        assertEquals(0, taken.exitCode(), taken.err());
        String name = taken.lines().getFirst();
        return Long.parseLong(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf(".rdb")));
    }

    /** Starts the archiver with its gate and kills it when it asks for a deletion: before the request leaves, or as soon as it has. */
    private void kill(KafkaBrokers kafka, boolean before) {
        try (RoleProcess archiver = RoleProcess.start(
                directory.resolve("archiver.log"),
                line(kafka.line(0).bootstrap(), kafka.registry(), "archive", "--gate", "--keep-time", "0s", "--hold", "1s"))) {
            if (before) {
                kafka.line(0).whenAsked(ApiKeys.DELETE_RECORDS.id, () -> {
                    kafka.line(0).cut();
                    archiver.kill9();
                });
            } else {
                kafka.line(0).onceAsked(ApiKeys.DELETE_RECORDS.id, archiver::kill9);
            }
            Await.until("the gate decides", archiver::log, PATIENCE, () -> !archiver.isAlive(), ended -> ended);
            kafka.line(0).whenAsked(ApiKeys.DELETE_RECORDS.id, () -> {});
            kafka.line(0).onceAsked(ApiKeys.DELETE_RECORDS.id, () -> {});
            kafka.line(0).reset();
            kafka.line(0).open();
        }
    }

    private void assertNothingIsLost(Jedis client, KafkaBrokers kafka, String name) {
        client.set("last", name);
        try (NodeProcess replica = NodeProcess.onBroker(
                        directory.resolve(name), kafka.bootstrap(), kafka.registry(), cluster, "--role", "replica", "--store", store());
                Jedis reader = replica.client()) {
            Await.until("the new replica follows", replica::log, PATIENCE, () -> reader.get("last"), name::equals);
            assertEquals(Contents.of(client, 1), Contents.of(reader, 1));
        }
        Command.Result restored = Command.run(
                line(kafka.bootstrap(), kafka.registry(), "restore", "--to", "latest", "--rdb", directory.resolve(name + ".rdb").toString()));
        assertEquals(0, restored.exitCode(), restored.out() + restored.err());
    }

    private String store() {
        return "file:" + directory.resolve("archive");
    }

    private String[] line(String bootstrap, String registry, String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--store", store(), "--kafka", bootstrap, "--registry", registry, "--cluster", cluster));
        return line.toArray(String[]::new);
    }
}
