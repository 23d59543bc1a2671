package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Command.Result;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

/** The archive's role takes snapshots by itself, and what it holds is verified, drilled and listed; a drill that is killed leaves nothing. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BackupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The process that takes a snapshot yields to everything else on the machine. */
    private static final Duration LOW_PRIORITY = Duration.ofSeconds(150);

    @TempDir Path directory;

    @Test
    void anArchiveLooksAfterItselfAndProvesThatItRestores(Kafka kafka) {
        String cluster = Kafka.newCluster();
        String store = "file:" + directory.resolve("archive");
        // 600 entries make a snapshot due: it holds all that is written here
        String[] archive = {"--store", store, "--cluster", cluster};
        int metrics = Ports.free();
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster, "--digest-interval", "1");
                Jedis client = primary.client();
                RoleProcess archiver = RoleProcess.start(
                        directory.resolve("archiver.log"),
                        "archive", "--store", store, "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster,
                        "--roll-time", "1s", "--snapshot-every-entries", "600", "--expire", "--window", "1d", "--metrics-port", "" + metrics)) {
            for (int i = 0; i < 300; i++) {
                client.set("key" + i, "value" + i);
                client.hset("hash" + i % 20, "field" + i, "value");
            }
            String page = Await.until("a snapshot is taken", LOW_PRIORITY, () -> page(metrics), text -> text.contains("last_proven_timestamp_seconds{"));
            assertTrue(page.contains("headwater_archive_snapshots{cluster=\"" + cluster + "\",shard=\"0\"} 1\n"), page);
            assertTrue(page.contains("headwater_archive_snapshot_failures_total 0\n"), page);

            Result verified = Command.run(with(archive, "backup", "verify"));
            assertEquals(0, verified.exitCode(), verified.err() + verified.out());
            assertTrue(verified.out().contains("the archive is whole and restores"), verified.out());

            drillIsKilledAndDrilledAgain(archive, cluster);

            Result listed = Command.run(with(archive, "backup", "list"));
            assertTrue(listed.out().contains("last proven restorable second: 2"), listed.out());
            assertTrue(listed.out().contains("(drill, ") || listed.out().contains("(verify, "), listed.out());
        }
    }

    private void drillIsKilledAndDrilledAgain(String[] archive, String cluster) {
        Path scratch = Path.of(System.getProperty("java.io.tmpdir"), "headwater-drill-" + System.getProperty("user.name"), cluster);
        try (RoleProcess drill = RoleProcess.start(directory.resolve("drill.log"), with(archive, "drill"))) {
            Await.until("the drill is under way", PATIENCE, () -> Files.exists(scratch.resolve("node.log")), exists -> exists);
            drill.kill9();
        }
        assertTrue(Files.exists(scratch));
        Result drilled = Command.run(with(archive, "drill", "--json"));
        assertEquals(0, drilled.exitCode(), drilled.err() + drilled.out());
        assertTrue(drilled.out().contains("\"keys\":320,"), drilled.out());
        assertTrue(drilled.out().contains("\"good\":true"), drilled.out());
        assertFalse(Files.exists(scratch), "the drill cleans up, also what the killed one had left");
    }

    private static String page(int port) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://" + Ports.LOOPBACK + ":" + port + "/metrics")).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static String[] with(String[] archive, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + archive.length);
        System.arraycopy(archive, 0, all, arguments.length, archive.length);
        return all;
    }
}
