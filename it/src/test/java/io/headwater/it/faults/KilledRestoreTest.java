package io.headwater.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** A restore that is killed halfway, and one whose target is: nothing looks whole that is not, and doing it again works. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KilledRestoreTest {
    private static final int KEYS = 40_000;
    private static final String VALUE = "v".repeat(1_000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final String cluster = Kafka.newCluster();

    @Test
    void aRestoreKilledHalfwayLeavesNothingThatLooksWhole(Kafka kafka) throws IOException {
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("node"), kafka, cluster)) {
            fill(node);
            killedIntoAnRdb(kafka);
            killedIntoALiveTarget(kafka);
            intoATargetThatIsKilled(kafka);
        }
    }

    private static void fill(NodeProcess node) {
        try (Jedis client = node.client();
                Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < KEYS; i++) {
                pipeline.set("key:" + i, VALUE);
            }
            pipeline.sync();
        }
    }

    private void killedIntoAnRdb(Kafka kafka) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("rdb"));
        Path rdb = folder.resolve("dump.rdb");
        try (RoleProcess restore = restore(kafka, "--rdb", rdb.toString())) {
            Await.until("a part is written", restore::log, PATIENCE, () -> begun(folder), begun -> begun);
            restore.kill9();
        }
        assertFalse(Files.exists(rdb), "half a file has the name of a whole one");
        try (RoleProcess again = restore(kafka, "--rdb", rdb.toString())) {
            assertEquals(0, again.awaitExit(PATIENCE), again.log());
        }
        try (RedisServer redis = RedisServer.start(folder);
                Jedis client = redis.client()) {
            assertEquals(KEYS, client.dbSize());
        }
    }

    /** Some of the file is there, under whatever name. */
    private static boolean begun(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toFile().length() > 0);
        }
    }

    private void killedIntoALiveTarget(Kafka kafka) throws IOException {
        try (RedisServer redis = RedisServer.start(Files.createDirectories(directory.resolve("live")));
                Jedis client = redis.client()) {
            String target = "redis://127.0.0.1:" + redis.port();
            try (RoleProcess restore = restore(kafka, "--target", target)) {
                Await.until("a part is written", restore::log, PATIENCE, client::dbSize, size -> size > 0);
                restore.kill9();
            }
            long part = client.dbSize();
            assertTrue(part < KEYS, "it was killed too late");
            try (RoleProcess refused = restore(kafka, "--target", target)) {
                assertTrue(refused.awaitExit(PATIENCE) > 0);
                assertTrue(refused.log().contains("is not empty") && refused.log().contains("--replace"), refused.log());
            }
            try (RoleProcess again = restore(kafka, "--target", target, "--replace")) {
                assertEquals(0, again.awaitExit(PATIENCE), again.log());
            }
            assertEquals(KEYS, client.dbSize());
        }
    }

    private void intoATargetThatIsKilled(Kafka kafka) throws IOException {
        try (RedisServer redis = RedisServer.start(Files.createDirectories(directory.resolve("killed")));
                Jedis client = redis.client();
                RoleProcess restore = restore(kafka, "--target", "redis://127.0.0.1:" + redis.port())) {
            Await.until("a part is written", restore::log, PATIENCE, client::dbSize, size -> size > 0);
            redis.close();
            assertTrue(restore.awaitExit(PATIENCE) > 0);
            assertTrue(restore.log().contains("stopped halfway"), restore.log());
            assertTrue(restore.log().matches("(?s).* [0-9]+ of " + KEYS + " keys are written.*"), restore.log());
        }
    }

    private RoleProcess restore(Kafka kafka, String... to) {
        List<String> line = new ArrayList<>(List.of(
                "restore", "--to", "latest", "--store", "file:" + directory.resolve("archive"), "--cluster", cluster,
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url()));
        line.addAll(List.of(to));
        return RoleProcess.start(directory.resolve("restore-" + System.nanoTime() + ".log"), line.toArray(String[]::new));
    }
}
