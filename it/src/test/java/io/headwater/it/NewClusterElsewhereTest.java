package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A restore into a new cluster that is not like its source: more shards, fewer again, in a Kafka that is named for itself. */
@Tag("long")
@ExtendWith(SharedKafka.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class NewClusterElsewhereTest {
    private static final int KEYS = 300;

    @TempDir Path directory;

    @Test
    void keysGoToTheShardsThatOwnTheirSlotsAndBack(Kafka kafka) {
        String source = Kafka.newCluster();
        Map<String, String> wanted = new TreeMap<>();
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("source"), kafka, source); Jedis client = node.client()) {
            for (int i = 0; i < KEYS; i++) {
                client.set("key:" + i, "v" + i);
                wanted.put("key:" + i, "v" + i);
            }
            client.select(1);
            client.set("in another database", "1");
            client.sendCommand(() -> "HEADWATER.DURABILITY".getBytes(), "log");
            client.set("in another database", "2"); // answered when all of it is in the log
        }
        refused(restore(kafka, source, source, "--db", "0"), "there is a cluster " + source);
        refused(restore(kafka, source, source + "three", "--new-shards", "3"), "only database 0");
        done(restore(kafka, source, source + "three", "--new-shards", "3", "--db", "0"));
        assertEquals(wanted, served(kafka, source + "three", 3));
        done(restore(kafka, source + "three", source + "two", "--new-shards", "2"));
        assertEquals(wanted, served(kafka, source + "two", 2));
        done(restore(kafka, source + "two", source + "one", "--new-shards", "1"));
        assertEquals(wanted, served(kafka, source + "one", 1));
    }

    private static void refused(Command.Result result, String why) {
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains(why), result.err());
    }

    private static void done(Command.Result result) {
        assertEquals(0, result.exitCode(), result.err());
    }

    private Command.Result restore(Kafka kafka, String source, String name, String... more) {
        String address = kafka.broker().address();
        String registry = kafka.registry().url();
        List<String> arguments = new ArrayList<>(List.of(
                "restore", "--to", "latest", "--cluster", source, "--store", "file:" + directory.resolve("no-archive-" + source), "--kafka", address, "--registry", registry,
                "--new-cluster", name, "--new-kafka", address, "--new-registry", registry));
        arguments.addAll(List.of(more));
        return Command.run(arguments.toArray(String[]::new));
    }

    /** All keys that the nodes of a cluster hold, each of which holds some. */
    private Map<String, String> served(Kafka kafka, String cluster, int shards) {
        Map<String, String> found = new TreeMap<>();
        for (int shard = 0; shard < shards; shard++) {
            try (NodeProcess node = NodeProcess.inCluster(directory.resolve(cluster + shard), kafka, cluster, "--shards", "" + shards, "--shard", "" + shard);
                    Jedis client = node.client()) {
                int before = found.size();
                client.keys("*").forEach(key -> assertNull(found.put(key, client.get(key)), key));
                assertTrue(found.size() > before + KEYS / shards / 2, "shard " + shard + " has " + (found.size() - before) + " keys");
            }
        }
        return found;
    }
}
