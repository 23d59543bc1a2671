package io.headwater.it;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/** From a SET to a restore at any moment, on real parts: node, replica, broker, registry, archiver, stock redis-server. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class RestoreEndToEndTest {
    private static final int DATABASES = 3;

    @TempDir Path directory;

    private final Map<Long, Map<String, String>> contentsByTime = new TreeMap<>();
    private final Random random = new Random(20261120);

    @Test
    void everyMomentOfAHistoryWithARestartComesBackInAStockRedis(Kafka kafka) throws IOException {
        String cluster = Kafka.newCluster();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster);
                NodeProcess replica =
                        NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica");
                RoleProcess archiver = archiver(kafka, cluster)) {
            writeAndRemember(node, 4);
            node.kill9();
            node.restart();
            writeAndRemember(node, 4);
            archiver.kill9();
            archiver.restart();
            try (Jedis client = node.client()) {
                client.flushAll();
            }
            writeAndRemember(node, 1);
            assertReplicaEquals(node, replica);
            for (Map.Entry<Long, Map<String, String>> moment : contentsByTime.entrySet()) {
                assertEquals(moment.getValue(), restored(kafka, cluster, moment.getKey()), "at " + moment.getKey());
            }
            assertLiveTarget(kafka, cluster);
            assertArchiveAloneWorks(cluster);
        }
    }

    @Test
    void theNewestRestorableMomentOfAnIdleShardIsUnderASecondOld(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster)) {
            try (Jedis client = node.client()) {
                client.set("k", "v");
            }
            long youngest = Long.MAX_VALUE;
            for (int tries = 0; tries < 3 && youngest >= 1_000; tries++) {
                Command.Result plan = Command.run(arguments(kafka, cluster, "latest", "--rdb", "none.rdb", "--dry-run"));
                long endedMs = System.currentTimeMillis();
                assertEquals(0, plan.exitCode(), plan.err());
                Matcher window = Pattern.compile("window\\s+\\S+ to (\\S+)").matcher(plan.out());
                assertTrue(window.find(), plan.out());
                // The end of the command's own JVM counts as well.
                youngest = Math.min(youngest, endedMs - Instant.parse(window.group(1)).toEpochMilli());
            }
            assertTrue(youngest < 1_000, "the newest restorable moment is " + youngest + " ms old");
        }
    }

    @Test
    void aTimeOutsideTheWindowIsRefusedWithTheWindow(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster)) {
            try (Jedis client = node.client()) {
                client.set("k", "v");
            }
            for (String time : List.of("2001-01-01T00:00:00", "2999-01-01T00:00:00")) {
                Command.Result refused = Command.run(arguments(kafka, cluster, time, "--rdb", "none.rdb"));
                assertTrue(refused.exitCode() != 0);
                assertEquals(1, refused.err().lines().filter(line -> line.contains("window")).count(), refused.err());
                assertFalse(refused.err().contains("\tat "), refused.err());
            }
        }
    }

    private void writeAndRemember(NodeProcess node, int moments) {
        try (Jedis client = node.client()) {
            for (int moment = 0; moment < moments; moment++) {
                for (int i = 0; i < 200; i++) {
                    write(client, i);
                }
                client.select(0);
                client.set("moment", "" + contentsByTime.size());
                // The log's own time, from which this moment is apart from what comes next.
                long time = now(client);
                Map<String, String> contents = Contents.of(client, DATABASES);
                contentsByTime.put(time, contents);
                Await.until("a millisecond passes", Duration.ofSeconds(5), () -> now(client), now -> now > time + 1);
            }
        }
    }

    private static long now(Jedis client) {
        List<String> time = client.time();
        return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }

    private void write(Jedis client, int i) {
        client.select(random.nextInt(DATABASES));
        String key = ":" + random.nextInt(30);
        switch (random.nextInt(12)) {
            case 0 -> client.set("s" + key, "v" + i);
            case 1 -> client.psetex("t" + key, 3_600_000L + i, "v" + i);
            case 2 -> client.incrBy("n" + key, i);
            case 3 -> client.append("s" + key, "x");
            case 4 -> client.hset("h" + key, "f" + random.nextInt(10), "v" + i);
            case 5 -> client.hdel("h" + key, "f" + random.nextInt(10));
            case 6 -> client.rpush("l" + key, "e" + i, "e2");
            case 7 -> client.lpop("l" + key);
            case 8 -> client.sadd("m" + key, "m" + random.nextInt(20));
            case 9 -> client.spop("m" + key);
            case 10 -> client.zincrby("z" + key, random.nextDouble(), "m" + random.nextInt(9));
            default -> {
                Transaction multi = client.multi();
                multi.del("s" + key);
                multi.rename("moment" + key, "nowhere");
                multi.hset("h" + key, "multi", "" + i);
                multi.pexpireAt("h" + key, 4_102_444_800_000L + i);
                multi.exec();
            }
        }
    }

    private Map<String, String> restored(Kafka kafka, String cluster, long timeMs) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("restore-" + timeMs));
        Path rdb = folder.resolve("dump.rdb");
        Command.Result result = Command.run(arguments(kafka, cluster, "" + timeMs, "--rdb", rdb.toString()));
        assertEquals(0, result.exitCode(), result.out() + result.err());
        try (RedisServer redis = RedisServer.start(folder);
                Jedis client = redis.client()) {
            return Contents.of(client, DATABASES);
        }
    }

    private void assertLiveTarget(Kafka kafka, String cluster) throws IOException {
        Map.Entry<Long, Map<String, String>> moment = List.copyOf(contentsByTime.entrySet()).get(5);
        Path folder = Files.createDirectories(directory.resolve("live"));
        try (RedisServer redis = RedisServer.start(folder);
                Jedis client = redis.client()) {
            client.set("already", "here");
            List<String> target = List.of("--target", "redis://127.0.0.1:" + redis.port());
            Command.Result refused = Command.run(arguments(kafka, cluster, "" + moment.getKey(), target.toArray(String[]::new)));
            assertTrue(refused.exitCode() != 0 && refused.err().contains("--replace"), refused.err());
            assertEquals("here", client.get("already"));
            List<String> replace = new ArrayList<>(target);
            replace.add("--replace");
            Command.Result result = Command.run(arguments(kafka, cluster, "" + moment.getKey(), replace.toArray(String[]::new)));
            assertEquals(0, result.exitCode(), result.err());
            assertEquals(moment.getValue(), Contents.of(client, DATABASES));
        }
    }

    /** With Kafka out of reach the archive alone is used, which says so, and its window ends earlier. */
    private void assertArchiveAloneWorks(String cluster) {
        long first = contentsByTime.keySet().iterator().next();
        // A segment is closed ten seconds after it was begun.
        Await.until("the archive holds a segment", Duration.ofSeconds(60), this::archivedSegments, count -> count > 0);
        Path rdb = directory.resolve("alone.rdb");
        Command.Result result = Command.run(
                "restore", "--to", "" + first, "--rdb", rdb.toString(), "--store", store(), "--cluster", cluster,
                "--kafka", "127.0.0.1:1", "--registry", "http://127.0.0.1:1");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue((result.out() + result.err()).contains("the topics are left out"), result.out() + result.err());
    }

    private long archivedSegments() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("archive"))) {
            return files.filter(file -> file.toString().endsWith(".avro") && file.toString().contains("/log/")).count();
        }
    }

    private static void assertReplicaEquals(NodeProcess node, NodeProcess replica) {
        KilledNodeTest.assertReplicaEquals(node, replica);
    }

    private String store() {
        return "file:" + directory.resolve("archive");
    }

    private String[] arguments(Kafka kafka, String cluster, String time, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "restore", "--to", time, "--store", store(), "--cluster", cluster,
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private RoleProcess archiver(Kafka kafka, String cluster) {
        return RoleProcess.start(
                directory.resolve("archiver.log"),
                "archive", "--store", store(), "--cluster", cluster,
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url());
    }
}
