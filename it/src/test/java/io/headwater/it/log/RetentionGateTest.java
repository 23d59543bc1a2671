package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaRetention;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The gate trims a real topic to its newest snapshot, and no further. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RetentionGateTest {
    @TempDir Path directory;

    @Test
    void theArchiverTrimsTheTopicToTheNewestSnapshot(Kafka kafka) {
        String cluster = Kafka.newCluster();
        String store = "file:" + directory.resolve("archive");
        String[] access = {"--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster};
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                Jedis client = primary.client();
                KafkaAccess kafkaAccess = new KafkaAccess(kafka.broker().address(), "test");
                RoleProcess archiver = RoleProcess.start(
                        directory.resolve("archiver.log"),
                        with(access, "archive", "--store", store, "--gate", "--keep-time", "0s", "--hold", "1s"))) {
            client.set("a", "1");
            var retention = new KafkaRetention(kafkaAccess, cluster);
            Command.Result taken = Command.run(with(access, "snapshot", "--store", store));
            assertEquals(0, taken.exitCode(), taken.err());
            String name = taken.lines().getFirst();
            long behind = Long.parseLong(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf(".rdb")));
            assertTrue(behind > 0);
            String[] list = {"readers", access[0], access[1], access[4], access[5]};
            Await.until("the topic is trimmed", () -> Command.run(list).out() + text(directory.resolve("archiver.log")), Duration.ofSeconds(90), () -> retention.extent(0, 0).beginning(), beginning -> beginning >= behind);
            assertEquals(behind, retention.extent(0, 0).beginning());

            Command.Result cut = Command.run(with(access, "tap"));
            assertEquals(HeadwaterException.EXIT_UNAVAILABLE, cut.exitCode(), cut.out());
            assertTrue(cut.err().contains("begins at offset " + behind) && cut.err().contains("--store"), cut.err());
            Command.Result whole = Command.run(with(access, "tap", "--store", store));
            assertEquals(0, whole.exitCode(), whole.err());
            assertTrue(whole.out().contains("\"command\":[\"SET\",\"a\",\"1\"]"), whole.out());
            aTapThatFollowsIsWaitedFor(access, store, client);

            Command.Result readers = Command.run("readers", "--kafka", kafka.broker().address(), "--cluster", cluster);
            assertEquals(0, readers.exitCode(), readers.err());
            assertTrue(readers.out().contains("archiver-0-"), readers.out());
            archiver.kill9();
            String line = readers.lines().stream().filter(text -> text.startsWith("archiver-0-")).findFirst().orElseThrow();
            String reader = line.substring(0, line.indexOf(' '));
            Command.Result removed = Command.run("readers", "remove", reader, "--kafka", kafka.broker().address(), "--cluster", cluster);
            assertEquals(0, removed.exitCode(), removed.err());
            Command.Result none = Command.run("readers", "remove", reader, "--kafka", kafka.broker().address(), "--cluster", cluster);
            assertEquals(HeadwaterException.EXIT_USAGE, none.exitCode(), none.out());
        }
    }

    private void aTapThatFollowsIsWaitedFor(String[] access, String store, Jedis client) {
        Path printed = directory.resolve("tap.jsonl");
        String[] list = {"readers", access[0], access[1], access[4], access[5], "--json"};
        try (RoleProcess tap = RoleProcess.start(printed, with(access, "tap", "--store", store, "--follow", "--name", "audit"))) {
            client.set("later", "2");
            Await.until("the tap prints", Duration.ofSeconds(30), () -> text(printed), text -> text.contains("[\"SET\",\"later\",\"2\"]"));
            assertTrue(Command.run(list).out().contains("\"name\":\"audit-0\",\"role\":\"tap\""));
            tap.kill9();
        }
        assertTrue(Command.run(list).out().contains("\"name\":\"audit-0\""), "it may come back");
        try (RoleProcess tap = RoleProcess.start(directory.resolve("unnamed.jsonl"), with(access, "tap", "--store", store, "--follow"))) {
            Await.until("it registers", Duration.ofSeconds(30), () -> Command.run(list).out(), out -> out.contains("\"name\":\"tap-"));
            tap.stop();
        }
        assertFalse(Command.run(list).out().contains("\"name\":\"tap-"), "nobody waits for it");
        Command.Result removed = Command.run("readers", "remove", "audit-0", access[0], access[1], access[4], access[5]);
        assertEquals(0, removed.exitCode(), removed.err());
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] with(String[] access, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + access.length);
        System.arraycopy(access, 0, all, arguments.length, access.length);
        return all;
    }
}
