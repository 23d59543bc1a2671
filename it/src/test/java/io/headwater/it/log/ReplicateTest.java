package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** A stock redis-server is fed with the log. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplicateTest {
    private static final int KILLS = 3;

    @TempDir Path directory;

    @Test
    void aStockRedisFollowsThroughKillsWithoutLossOrDuplicates(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        Path log = directory.resolve("replicate.log");
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                RedisServer redis = RedisServer.start(Files.createDirectories(directory.resolve("redis")));
                Jedis client = primary.client();
                Jedis target = redis.client()) {
            client.rpush("before", "a", "b");
            snapshot(kafka, cluster);
            client.rpush("behind", "c");
            try (RoleProcess feeder = RoleProcess.start(log, arguments(kafka, cluster, redis))) {
                var done = new AtomicBoolean();
                CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> push(primary, done));
                for (int i = 0; i < KILLS; i++) {
                    long before = target.llen("list");
                    Await.until("the target follows", Duration.ofSeconds(20), () -> target.llen("list"), length -> length > before + 50);
                    feeder.kill9();
                    feeder.restart();
                }
                done.set(true);
                long pushed = load.get();
                client.select(1);
                client.set("other", "database");
                client.swapDB(0, 1);
                client.select(0);
                Map<String, String> wanted = Contents.of(client, 2);
                assertTrue(pushed > 50 * KILLS);
                Await.until("the target holds everything", () -> text(log), Duration.ofSeconds(30), () -> contents(target, cluster), wanted::equals);
            }
            assertEquals(1, text(log).lines().filter(line -> line.contains("filled with")).count(), text(log));
            assertEquals(1 + KILLS, text(log).lines().filter(line -> line.contains("feeding redis://")).count(), text(log));
            Command.Result readers = Command.run("readers", "--kafka", kafka.broker().address(), "--cluster", cluster, "--json");
            assertTrue(readers.out().contains("\"role\":\"target\""), readers.out());
        }
    }

    @Test
    void aTargetWithForeignDataIsRefused(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                RedisServer redis = RedisServer.start(Files.createDirectories(directory.resolve("redis")));
                Jedis client = primary.client();
                Jedis target = redis.client()) {
            client.set("a", "1");
            target.set("foreign", "data");
            Command.Result refused = Command.run(arguments(kafka, cluster, redis));
            assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("--replace"), refused.err());
            assertEquals("data", target.get("foreign"));
        }
    }

    @Test
    void theClusterItselfIsNoTarget(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                Jedis client = primary.client()) {
            client.set("a", "1");
            List<String> words = new ArrayList<>(List.of(arguments(kafka, cluster, primary.port())));
            words.add("--replace");
            Command.Result refused = Command.run(words.toArray(new String[0]));
            assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("is a node of cluster"), refused.err());
            assertEquals("1", client.get("a"));
        }
    }

    /** The target is emptied and marked in one step, so that whenever the feeder dies it is either as before or known to be the feeder's. */
    @Test
    void aFeederThatIsKilledWhileItReplacesATargetBeginsAnew(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        Path log = directory.resolve("replacing.log");
        String position = "headwater:position:" + cluster + ":0";
        try (NodeProcess primary = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster);
                RedisServer redis = RedisServer.start(Files.createDirectories(directory.resolve("redis")));
                Jedis client = primary.client();
                Jedis target = redis.client()) {
            fill(client, "key", 20_000);
            snapshot(kafka, cluster);
            client.set("behind", "1");
            fill(target, "foreign", 20_000);
            String[] arguments = arguments(kafka, cluster, redis);
            String[] replacing = Arrays.copyOf(arguments, arguments.length + 1);
            replacing[arguments.length] = "--replace";
            try (RoleProcess feeder = RoleProcess.start(log, replacing)) {
                Await.until("it empties the target", () -> text(log), Duration.ofSeconds(20), () -> target.exists("foreign0"), there -> !there);
                feeder.kill9();
            }
            assertTrue(target.exists(position), "what is emptied is marked");
            assertFalse(target.exists("foreign19999"));
            try (RoleProcess feeder = RoleProcess.start(log, arguments)) {
                Map<String, String> wanted = Contents.of(client, 2);
                Await.until("the target holds everything", () -> text(log), Duration.ofSeconds(30), () -> target.dbSize(), size -> size == wanted.size() + 1);
                assertEquals(wanted, contents(target, cluster));
                assertTrue(feeder.isAlive());
            }
        }
    }

    private static void fill(Jedis server, String prefix, int keys) {
        try (Pipeline pipeline = server.pipelined()) {
            for (int i = 0; i < keys; i++) pipeline.set(prefix + i, "value " + i);
        }
    }

    private static long push(NodeProcess primary, AtomicBoolean done) {
        try (Jedis client = primary.client()) {
            long pushed = 0;
            while (!done.get()) {
                pushed = client.rpush("list", "element " + pushed);
                client.incr("counter");
                client.lpush("queue", "x" + pushed);
                client.lpop("queue");
                client.hincrByFloat("hash", "field", 0.5);
            }
            return pushed;
        }
    }

    private static Map<String, String> contents(Jedis target, String cluster) {
        Map<String, String> contents = Contents.of(target, 2);
        contents.remove("0/headwater:position:" + cluster + ":0");
        return contents;
    }

    private void snapshot(Kafka kafka, String cluster) {
        Command.Result taken = Command.run(
                "snapshot", "--store", store(), "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster);
        assertEquals(0, taken.exitCode(), taken.err());
    }

    private String store() {
        return "file:" + directory.resolve("archive");
    }

    private String[] arguments(Kafka kafka, String cluster, RedisServer redis) {
        return arguments(kafka, cluster, redis.port());
    }

    private String[] arguments(Kafka kafka, String cluster, int port) {
        return new String[] {
            "replicate", "--target", "redis://127.0.0.1:" + port, "--store", store(),
            "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster
        };
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
