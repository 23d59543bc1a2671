package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.it.harness.SharedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** An accident, and the ways out of it: just before it, to a marker, without its culprit; with a look at what changed, and at one key's past. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RestoreWhatTest {
    @TempDir Path directory;

    @Test
    void anAccidentIsUndoneInEveryWay(Kafka kafka) throws IOException {
        String cluster = Kafka.newCluster();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster, "--store", store());
                Jedis app = node.client();
                Jedis cron = node.client()) {
            app.clientSetname("app");
            cron.clientSetname("cron");
            app.set("user:1", "ann");
            app.rpush("queue", "a", "b");
            assertEquals(0, run(kafka, cluster, "marker", "release").exitCode());
            app.set("user:2", "bob");
            cron.flushAll();
            app.set("user:3", "cy");
            app.rpush("queue", "c");

            Map<String, String> before = restored(kafka, cluster, "--before", "FLUSHALL");
            assertEquals("[0/queue, 0/user:1, 0/user:2]", before.keySet().toString());
            assertEquals("[0/queue, 0/user:1]", restored(kafka, cluster, "--to-marker", "release").keySet().toString());
            assertEquals(
                    "[0/user:1, 0/user:2, 0/user:3]",
                    restored(kafka, cluster, "--to", "latest", "--without-actor", "cron", "--prefix", "user:").keySet().toString());

            Command.Result diff = run(kafka, cluster, "diff", "--from", "marker:release", "--json", "--store", store());
            assertTrue(diff.out().contains("\"created\":1,\"changed\":1,\"removed\":1"), diff.out() + diff.err());
            Command.Result history = run(kafka, cluster, "history", "user:1", "--store", store());
            assertTrue(history.out().contains("FLUSHALL") && history.out().contains("by client cron") && history.out().contains("\"ann\""), history.out() + history.err());

            app.save();
            app.del("user:1");
            String past = historyOf(app, "user:1");
            assertTrue(past.contains("ann") && past.contains("FLUSHALL") && !past.contains("begins-after"), "from the log, whose beginning the base has replaced here: " + past);
        }
    }

    private static String historyOf(Jedis client, String key) {
        StringBuilder text = new StringBuilder();
        append(text, client.sendCommand(() -> "HEADWATER.HISTORY".getBytes(StandardCharsets.UTF_8), key));
        return text.toString();
    }

    private static void append(StringBuilder text, Object reply) {
        switch (reply) {
            case List<?> list -> list.forEach(element -> append(text, element));
            case byte[] bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)).append(' ');
            case null, default -> text.append(reply).append(' ');
        }
    }

    private Map<String, String> restored(Kafka kafka, String cluster, String... what) throws IOException {
        Path folder = Files.createTempDirectory(directory, "restored");
        Path rdb = folder.resolve("dump.rdb");
        List<String> arguments = new ArrayList<>(List.of("restore", "--rdb", rdb.toString(), "--store", store()));
        arguments.addAll(List.of(what));
        Command.Result result = run(kafka, cluster, arguments.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result.out() + result.err());
        try (RedisServer redis = RedisServer.start(folder);
                Jedis client = redis.client()) {
            return Contents.of(client, 1);
        }
    }

    private static Command.Result run(Kafka kafka, String cluster, String... what) {
        List<String> arguments = new ArrayList<>(List.of(what));
        arguments.addAll(List.of("--cluster", cluster, "--kafka", kafka.broker().address(), "--registry", kafka.registry().url()));
        return Command.run(arguments.toArray(String[]::new));
    }

    private String store() {
        return "file:" + directory.resolve("archive");
    }
}
