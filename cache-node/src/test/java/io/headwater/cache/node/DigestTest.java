package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbFile;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary's digests, and replicas that compare themselves. */
class DigestTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final NodePlace REPLICA = new NodePlace("headwater", 0, 1, NodePlace.Role.REPLICA, true);
    private static final int KEYS = 100;

    @TempDir
    Path primaryDirectory;

    @TempDir
    Path replicaDirectory;

    private final MemoryTopic topic = new MemoryTopic();

    @Test
    void aReplicaFindsItselfEqualWhileWritesGoOn() throws IOException {
        try (CacheNode primary = start(PRIMARY, primaryDirectory);
                CacheNode replica = start(REPLICA, replicaDirectory);
                TestClient client = new TestClient(primary.port());
                TestClient reader = new TestClient(replica.port())) {
            for (int i = 0; number(reader, "headwater_digest_rounds") < 2; i++) {
                SampleLoad.run(client, 31 + i, 500);
            }
            assertEquals("1", field(reader, "headwater_digest_ok"));
            assertEquals("", field(reader, "headwater_digest_diverged_slots"));
            assertTrue(number(reader, "headwater_digest_last_lsn") > 0);
        }
    }

    @Test
    void aCorruptedReplicaIsReportedWithItsSlots() throws IOException {
        try (CacheNode primary = start(PRIMARY, primaryDirectory);
                TestClient client = new TestClient(primary.port())) {
            for (int i = 0; i < KEYS; i++) client.call("SET", "k" + i, "v");
            await(client, "headwater_log_committed_lsn", value -> Long.parseLong(value) >= KEYS);
            giveCorruptBase("k7");
            try (CacheNode replica = start(REPLICA, replicaDirectory);
                    TestClient reader = new TestClient(replica.port())) {
                assertEquals("corrupt", reader.call("GET", "k7"));
                await(reader, "headwater_digest_ok", "0"::equals);
                int slot = Slots.of(new byte[] {'k', '7'}, 0, 2);
                assertEquals(slot / 256 * 256 + "-" + (slot / 256 * 256 + 255), field(reader, "headwater_digest_diverged_slots"));
                client.call("SET", "k7", "mended");
                await(reader, "headwater_digest_ok", "1"::equals);
            }
        }
    }

    @Test
    void aRestartedReplicaComparesAgain() throws IOException {
        try (CacheNode primary = start(PRIMARY, primaryDirectory);
                TestClient client = new TestClient(primary.port())) {
            client.call("SET", "a", "1");
            start(REPLICA, replicaDirectory).close();
            await(client, "headwater_digest_rounds", value -> Long.parseLong(value) >= 1);
            try (CacheNode replica = start(REPLICA, replicaDirectory);
                    TestClient reader = new TestClient(replica.port())) {
                await(reader, "headwater_digest_rounds", value -> Long.parseLong(value) >= 1);
                assertEquals("1", field(reader, "headwater_digest_ok"));
            }
        }
    }

    /** A base as the log describes it, but for one value. */
    private void giveCorruptBase(String key) throws IOException {
        int size;
        FilterState filter;
        synchronized (topic) {
            size = topic.size();
            filter = topic.judged();
        }
        assertTrue(filter.lastLsn() >= KEYS, "digests have lsns too");
        Keyspace keyspace = new Keyspace(16, Hasher.from(new Random(1)), false);
        for (int i = 0; i < KEYS; i++) {
            String name = "k" + i;
            keyspace.load(0, bytes(name), new StringValue(bytes(name.equals(key) ? "corrupt" : "v")), -1);
        }
        Path bases = Files.createDirectories(replicaDirectory.resolve("base"));
        RdbFile.write(new BaseStore(bases).fileOf(filter.lastLsn()), RdbWriter.Compression.LZF, out -> {
            new RdbInfo(
                            Objects.requireNonNull(filter.timeline()),
                            0,
                            filter.position(),
                            filter.lastTimeMs(),
                            new KafkaNote("memory", size, filter))
                    .write(out);
            new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private CacheNode start(NodePlace place, Path directory) {
        NodePorts ports = new NodePorts(new MemoryShardLog(topic), null, BaseBuilder.IN_PROCESS, line -> {});
        return CacheNode.start(TestNode.config(place, directory, "digest-interval 1"), ports);
    }

    private static void await(TestClient client, String name, Predicate<String> wanted) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!wanted.test(field(client, name))) assertTrue(System.nanoTime() < deadline, () -> name + " is still not as wanted");
    }

    private static long number(TestClient client, String name) throws IOException {
        return Long.parseLong(field(client, name));
    }

    private static String field(TestClient client, String name) throws IOException {
        return client.call("INFO", "replication").lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("?");
    }
}
