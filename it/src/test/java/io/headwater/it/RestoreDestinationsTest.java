package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.ValueLoader;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.restore.inplace.Difference;
import io.headwater.restore.inplace.Outcome;
import io.headwater.restore.inplace.PrimaryWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** A restore into a new cluster and in place, and the same killed at any moment: what it leaves is never served, or is whole key for key, and the next run ends it. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class RestoreDestinationsTest {
    private static final int DATABASES = 2;
    private static final int KEYS = 4000;
    private static final long FAR_MS = 4_102_444_800_000L;

    @TempDir Path directory;

    private String cluster;
    private Kafka kafka;

    @Test
    void aNewClusterServesTheRestoredKeysAndItsSourceIsAsItWas(Kafka shared) {
        begin(shared);
        try (NodeProcess source = NodeProcess.inCluster(directory.resolve("source"), kafka, cluster)) {
            Map<String, String> wanted = filled(source);
            long wantedMs = now(source);
            Map<String, String> damaged = damaged(source);
            String name = cluster + "b";

            Command.Result done = restore("" + wantedMs, "--new-cluster", name);
            assertEquals(0, done.exitCode(), done.err());
            assertTrue(done.err().contains("verified"), done.err());
            assertEquals(damaged, contents(source));

            Command.Result again = restore("" + wantedMs, "--new-cluster", name);
            assertEquals(2, again.exitCode(), again.err());
            assertTrue(again.err().contains("there is a cluster " + name), again.err());

            try (NodeProcess node = NodeProcess.inCluster(directory.resolve("branch"), kafka, name);
                    Jedis client = node.client()) {
                assertEquals(wanted, contents(node));
                assertTrue(client.info("replication").contains("headwater_position:2:") || client.info().contains("headwater_position:2:"), client.info());
                client.sendCommand(() -> "HEADWATER.DURABILITY".getBytes(StandardCharsets.US_ASCII), "log");
                client.set("after", "the branch goes on"); // answered when the log has it: the node is killed next
            }
            Command.Result tap = Command.run(
                    "tap", "--cluster", name, "--kafka", kafka.broker().address(), "--registry", kafka.registry().url());
            String first = tap.lines().getFirst();
            assertTrue(first.contains("\"control\":{\"kind\":\"marker\",\"data\":\"branch of cluster=" + cluster + " shard=0 timeline="), first);
            assertTrue(tap.lines().stream().anyMatch(line -> line.contains("the branch goes on")), tap.lines().getLast());
            assertEquals(damaged, contents(source));
        }
    }

    @Test
    @Tag("long")
    void aRestoreIntoANewClusterThatIsKilledIsNeverServedAndTheNextReplacesIt(Kafka shared) {
        begin(shared);
        try (NodeProcess source = NodeProcess.inCluster(directory.resolve("source"), kafka, cluster)) {
            Map<String, String> wanted = filled(source);
            long wantedMs = now(source);
            String name = cluster + "c";
            int halfway = 0;
            for (int kill = 0; kill < 5; kill++) {
                ClusterMap left = killedOnceItHasBegun(wantedMs, name, kill);
                if (left.shards() > 0) {
                    break; // it was quicker than the kill
                }
                assertNotNull(left.branch());
                if (halfway++ == 0) {
                    NodeProcess node = NodeProcess.beginInCluster(directory.resolve("refused"), kafka, name);
                    assertNotEquals(0, node.awaitExit());
                    assertTrue(node.log().contains("is not complete"), node.log());
                }
            }
            assertTrue(halfway > 0, "no restore was killed in the middle");
            if (directoryOf(name).shards() == 0) {
                Command.Result done = restore("" + wantedMs, "--new-cluster", name);
                assertEquals(0, done.exitCode(), done.err());
                assertTrue(done.err().contains("replacing what an interrupted restore of " + cluster), done.err());
            }
            try (NodeProcess node = NodeProcess.inCluster(directory.resolve("branch"), kafka, name)) {
                assertEquals(wanted, contents(node));
            }
        }
    }

    /** Starts a restore, and kills it some tens of milliseconds after the first record of it is there. */
    private ClusterMap killedOnceItHasBegun(long wantedMs, String name, int tens) {
        ClusterMap before = directoryOf(name);
        try (RoleProcess restore = RoleProcess.start(directory.resolve("killed.log"), arguments("" + wantedMs, "--new-cluster", name))) {
            ClusterMap now = directoryOf(name);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (now.branch() == null || now.branch().equals(before.branch())) {
                assertTrue(System.nanoTime() < deadline, "the restore has not begun");
                now = directoryOf(name);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(15L * tens));
            restore.kill9();
        }
        return directoryOf(name);
    }

    @Test
    void inPlaceWhatDiffersIsWrittenAndItIsUndoneLikeAnyOtherWrite(Kafka shared) {
        begin(shared);
        try (NodeProcess source = NodeProcess.inCluster(directory.resolve("source"), kafka, cluster);
                NodeProcess replica = NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica")) {
            Map<String, String> wanted = filled(source);
            long wantedMs = now(source);
            Map<String, String> damaged = damaged(source);

            Command.Result unconfirmed = restore("" + wantedMs, "--in-place");
            assertEquals(2, unconfirmed.exitCode(), unconfirmed.err());
            assertEquals(damaged, contents(source));

            Command.Result done = restore("" + wantedMs, "--in-place", "--confirm");
            assertEquals(0, done.exitCode(), done.err());
            assertEquals(wanted, contents(source));
            Await.until("the replica follows", Duration.ofSeconds(20), () -> contents(replica), wanted::equals);
            assertTrue(done.err().contains("keys come back"), done.err());

            Command.Result again = restore("" + wantedMs, "--in-place", "--confirm");
            assertEquals(0, again.exitCode(), again.err());
            assertTrue(again.err().contains("nothing differs"), again.err());

            String undo = done.err().lines().filter(line -> line.contains("to undo: headwater restore ")).findFirst().orElseThrow();
            List<String> words = new ArrayList<>(List.of(undo.substring(undo.indexOf("headwater restore ") + 18).trim().split(" ")));
            words.removeFirst(); // --to-marker
            Command.Result undone = Command.run(arguments(null, "--to-marker", words.getFirst(), "--in-place", "--confirm"));
            assertEquals(0, undone.exitCode(), undone.err());
            assertEquals(damaged, contents(source));
        }
    }

    @Test
    void aKeyThatSomebodyChangedMeanwhileIsLeftAloneUnlessForced() {
        try (NodeProcess source = NodeProcess.plain(directory.resolve("source"));
                Jedis client = source.client()) {
            client.set("changed", "newer");
            client.set("same", "old");
            client.set("done", "restored");
            client.hset("hash", "f", "v");
            client.pexpireAt("hash", FAR_MS);
            HashValue hash = new HashValue(new Hasher(1, 2));
            ValueLoader.field(hash, bytes("f"), bytes("v"));
            List<Difference> differences = List.of(
                    new Difference(0, bytes("changed"), string("old"), Entry.NO_EXPIRY, string("restored"), FAR_MS),
                    new Difference(0, bytes("same"), string("old"), Entry.NO_EXPIRY, string("restored"), FAR_MS),
                    new Difference(0, bytes("done"), string("old"), Entry.NO_EXPIRY, string("restored"), Entry.NO_EXPIRY),
                    new Difference(0, bytes("hash"), hash, FAR_MS, hash, Entry.NO_EXPIRY),
                    new Difference(0, bytes("created"), string("was there"), Entry.NO_EXPIRY, null, Entry.NO_EXPIRY));
            Outcome outcome = new Outcome();
            try (PrimaryWriter writer = new PrimaryWriter("127.0.0.1", source.port(), false, false, outcome)) {
                writer.write(differences);
            }
            assertEquals(List.of("changed"), outcome.conflicting());
            assertEquals(1, outcome.conflicts(Outcome.Conflict.CHANGED));
            assertEquals(0, outcome.conflicts(Outcome.Conflict.APPEARED) + outcome.conflicts(Outcome.Conflict.REMOVED));
            assertEquals(2, outcome.written());
            assertEquals(2, outcome.already());
            assertEquals("newer", client.get("changed"));
            assertEquals("restored", client.get("same"));
            assertEquals(FAR_MS, client.pexpireTime("same"));
            assertEquals(-1, client.pexpireTime("hash"));
            try (PrimaryWriter writer = new PrimaryWriter("127.0.0.1", source.port(), false, true, outcome)) {
                writer.write(differences);
            }
            assertEquals("restored", client.get("changed"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StringValue string(String text) {
        return new StringValue(bytes(text));
    }

    @Test
    @Tag("long")
    void aDiskThatIsFullLeavesNothing(Kafka shared) throws IOException, InterruptedException {
        begin(shared);
        try (NodeProcess source = NodeProcess.inCluster(directory.resolve("source"), kafka, cluster)) {
            byte[] incompressible = new byte[8 << 20];
            new Random(1).nextBytes(incompressible);
            try (Jedis client = source.client()) {
                client.set(bytes("large"), incompressible);
            }
            Path folder = Files.createDirectory(directory.resolve("out"));
            List<String> line = Command.line(arguments("latest", "--rdb", folder.resolve("dump.rdb").toString()));
            // No file of the command may exceed 4 MiB: the libraries that it unpacks do not, the restored file does.
            Process limited = new ProcessBuilder(Stream.concat(Stream.of("bash", "-c", "ulimit -f 4096; exec \"$@\"", "bash"), line.stream()).toList())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(3, limited.waitFor(), said);
            assertTrue(said.contains("cannot write " + folder.resolve("dump.rdb") + ": File too large"), said);
            assertTrue(said.contains("nothing was left there"), said);
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    @Tag("long")
    void aRestoreInPlaceThatIsKilledLeavesWholeKeysAndTheNextGoesOn(Kafka shared) {
        begin(shared);
        try (NodeProcess source = NodeProcess.inCluster(directory.resolve("source"), kafka, cluster)) {
            Map<String, String> wanted = filled(source);
            long wantedMs = now(source);
            Map<String, String> damaged = damaged(source);
            boolean halfway = false;
            for (int kill = 0; kill < 5; kill++) {
                long written = differing(damaged, contents(source));
                killedAfterWriting(source, wantedMs, written);
                Map<String, String> left = contents(source);
                halfway |= !left.equals(wanted) && !left.equals(damaged);
                for (Map.Entry<String, String> key : left.entrySet()) {
                    String value = key.getValue();
                    assertTrue(value.equals(wanted.get(key.getKey())) || value.equals(damaged.get(key.getKey())), key.toString());
                }
            }
            assertTrue(halfway, "no restore was killed in the middle");
            Command.Result done = restore("" + wantedMs, "--in-place", "--confirm");
            assertEquals(0, done.exitCode(), done.err());
            assertEquals(wanted, contents(source));
        }
    }

    private static long differing(Map<String, String> one, Map<String, String> other) {
        return one.entrySet().stream().filter(key -> !key.getValue().equals(other.get(key.getKey()))).count()
                + other.keySet().stream().filter(key -> !one.containsKey(key)).count();
    }

    /** Kills a restore as soon as the number of keys tells that it writes. */
    private void killedAfterWriting(NodeProcess source, long wantedMs, long before) {
        try (RoleProcess restore = RoleProcess.start(directory.resolve("killed.log"), arguments("" + wantedMs, "--in-place", "--confirm"));
                Jedis client = source.client()) {
            long size = client.dbSize();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (client.dbSize() == size && System.nanoTime() < deadline && !done(client)) {
                Thread.onSpinWait();
            }
            restore.kill9();
        }
    }

    private static boolean done(Jedis client) {
        return client.dbSize() >= KEYS;
    }

    private void begin(Kafka shared) {
        kafka = shared;
        cluster = Kafka.newCluster();
    }

    /** Writes keys of all types, and returns what is there then. */
    private static Map<String, String> filled(NodeProcess node) {
        try (Jedis client = node.client()) {
            each(client, (pipeline, i) -> {
                switch (i % 5) {
                    case 0 -> pipeline.psetex("string:" + i, FAR_MS - System.currentTimeMillis() + i, "v".repeat(500));
                    case 1 -> pipeline.hset("hash:" + i, Map.of("a", "1", "b", "" + i, "c", "x".repeat(300)));
                    case 2 -> pipeline.rpush("list:" + i, "e1", "e2", "" + i);
                    case 3 -> pipeline.sadd("set:" + i, "1", "2", "m" + i);
                    default -> pipeline.zadd("zset:" + i, Map.of("a", 0.1, "b", (double) i));
                }
            });
            client.select(1);
            client.set("of database 1", "v");
            client.set("large", "0123456789".repeat(150_000));
        }
        return contents(node);
    }

    /** Removes, changes and adds keys, and returns what is there then. */
    private static Map<String, String> damaged(NodeProcess node) {
        try (Jedis client = node.client()) {
            each(client, (pipeline, i) -> {
                switch (i % 7) {
                    case 0, 1, 2, 3 -> {
                        for (String type : List.of("string:", "hash:", "list:", "set:", "zset:")) {
                            pipeline.del(type + i);
                        }
                    }
                    case 4 -> pipeline.persist("string:" + i);
                    case 5 -> pipeline.del("hash:" + i);
                    default -> pipeline.set("new:" + i, "of no use");
                }
            });
            client.rpush("list:2", "one more");
            client.set("hash:1", "of another type");
            client.select(1);
            client.del("of database 1");
            client.append("large", "more");
        }
        return contents(node);
    }

    private interface Write {
        void write(Pipeline pipeline, int i);
    }

    private static void each(Jedis client, Write write) {
        try (Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < KEYS; i++) {
                write.write(pipeline, i);
            }
            pipeline.sync();
        }
    }

    private static Map<String, String> contents(NodeProcess node) {
        try (Jedis client = node.client()) {
            return new TreeMap<>(Contents.of(client, DATABASES));
        }
    }

    /** The log's own time, from which what is there is apart from what comes next. */
    private static long now(NodeProcess node) {
        try (Jedis client = node.client()) {
            long time = ms(client);
            while (ms(client) <= time + 1) {
                Thread.onSpinWait();
            }
            return time;
        }
    }

    private static long ms(Jedis client) {
        List<String> time = client.time();
        return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }

    private ClusterMap directoryOf(String name) {
        try (KafkaAccess access = new KafkaAccess(kafka.broker().address(), "restore-test")) {
            return KafkaClusterDirectory.read(access, name);
        }
    }

    private Command.Result restore(String time, String... more) {
        return Command.run(arguments(time, more));
    }

    private String[] arguments(String time, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "restore", "--store", "file:" + directory.resolve("archive"), "--cluster", cluster,
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url()));
        if (time != null) {
            arguments.addAll(List.of("--to", time));
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
