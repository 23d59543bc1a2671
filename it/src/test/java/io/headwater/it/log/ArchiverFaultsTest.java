package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.SegmentName;
import io.headwater.archive.SegmentReader;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.ObjectStores;
import io.headwater.archive.testing.S3Server;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.Load;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.TcpProxy;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** An archiver process that is killed, and one whose store goes away: broker, registry and S3 server are real. */
@Tag("together")
@ExtendWith(SharedKafka.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ArchiverFaultsTest {
    private static final String KEY = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";

    @TempDir
    static Path servers;

    private static S3Server server;

    @TempDir
    Path directory;

    private final Random random = new Random(20261121);

    @BeforeAll
    static void start() {
        server = S3Server.start(servers);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void killedAtRandomMomentsUnderLoadItLeavesTheLogOnceAndNothingElse(Kafka kafka) throws IOException {
        killRepeatedly(kafka, 2);
    }

    @Tag("long")
    @Test
    void killedAtManyRandomMomentsUnderLoadItLeavesTheLogOnceAndNothingElse(Kafka kafka) throws IOException {
        killRepeatedly(kafka, 25);
    }

    private void killRepeatedly(Kafka kafka, int kills) throws IOException {
        String cluster = Kafka.newCluster();
        String url = server.url(cluster);
        try (NodeProcess node = NodeProcess.inCluster(directory.resolve("node"), kafka, cluster);
                ObjectStore store = ObjectStores.open(url);
                RoleProcess archiver = archiver(kafka, cluster, url, S3Server.CREDENTIALS)) {
            Archive archive = new Archive(store, cluster);
            try (Load load = Load.start(node, 1)) {
                for (int kill = 0; kill < kills; kill++) {
                    int before = segments(archive);
                    Await.until("a segment is stored", Duration.ofSeconds(60), () -> segments(archive), count -> count > before);
                    // From there on a number of writes that has nothing to do with what the archiver does.
                    load.awaitCount(load.count() + random.nextInt(500));
                    archiver.kill9();
                    archiver.restart();
                }
            }
            awaitArchived(node, store, cluster);
            archiver.stop();
            assertEquals(0, store.sweep());
            verify(archive);
            assertRestores(node, cluster, url, S3Server.CREDENTIALS);
        }
    }

    @Tag("long")
    @Test
    void whileTheStoreIsAwayItWaitsAndThenCatchesUpEncrypted(Kafka kafka) throws IOException {
        String cluster = Kafka.newCluster();
        Map<String, String> withKey = new HashMap<>(S3Server.CREDENTIALS);
        withKey.put("HEADWATER_ARCHIVE_KEY", KEY);
        try (S3Server own = S3Server.start(Files.createDirectory(directory.resolve("own")));
                NodeProcess node = NodeProcess.inCluster(directory.resolve("node"), kafka, cluster);
                RoleProcess archiver = archiver(kafka, cluster, own.url("away"), withKey);
                ObjectStore raw = ObjectStores.open(own.url("away"))) {
            try (Load load = Load.start(node, 2)) {
                Await.until("a segment is stored", Duration.ofSeconds(60), () -> raw.list(cluster + "/0/log/").size(), count -> count > 0);
                own.signal("STOP");
                load.awaitCount(load.count() + 3_000);
                own.signal("CONT");
            }
            awaitArchived(node, raw, cluster);
            archiver.stop();
            assertRestores(node, cluster, own.url("away"), withKey);
            Command.Result refused = restore(cluster, own.url("away"), directory.resolve("no.rdb"), S3Server.CREDENTIALS);
            assertEquals(2, refused.exitCode());
            assertTrue(refused.err().contains("is encrypted with archive key") && refused.err().contains("HEADWATER_ARCHIVE_KEY"), refused.err());
        }
    }

    /** Longer than a call is repeated: the archiver has to begin anew by itself, again and again. */
    @Tag("long")
    @Test
    @Timeout(value = 480, unit = TimeUnit.SECONDS)
    void aStoreThatIsDeadForMinutesLeavesNoGap(Kafka kafka) throws IOException {
        String cluster = Kafka.newCluster();
        try (TcpProxy way = TcpProxy.to(server.port());
                NodeProcess node = NodeProcess.inCluster(directory.resolve("node"), kafka, cluster);
                RoleProcess archiver = archiver(kafka, cluster, S3Server.url(cluster, way.port()), S3Server.CREDENTIALS);
                ObjectStore store = ObjectStores.open(server.url(cluster));
                Jedis client = node.client()) {
            Archive archive = new Archive(store, cluster);
            client.set("first", "segment");
            Await.until("a segment is stored", Duration.ofSeconds(60), () -> segments(archive), count -> count > 0);
            way.refuse(true);
            way.reset();
            int before = segments(archive);
            long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(190);
            for (int i = 0; System.nanoTime() < endNanos; i++) {
                client.set("key:" + i % 1000, "v" + i);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // the pace of the writes
            }
            assertTrue(segments(archive) <= before + 1, "the store was not away");
            way.refuse(false);
            awaitArchived(node, store, cluster);
            archiver.stop();
            verify(archive);
            assertRestores(node, cluster, server.url(cluster), S3Server.CREDENTIALS);
        }
    }

    private RoleProcess archiver(Kafka kafka, String cluster, String url, Map<String, String> environment) {
        return RoleProcess.start(
                directory.resolve("archiver.log"), environment,
                "archive", "--store", url, "--cluster", cluster, "--roll-time", "200ms", "--roll-size", "32kb",
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url());
    }

    private static int segments(Archive archive) {
        return archive.timelines(0).stream().mapToInt(timeline -> archive.segments(0, timeline).size()).sum();
    }

    /** A segment's name says where the one before ended; writes that change nothing end one after the other. */
    private static void awaitArchived(NodeProcess node, ObjectStore store, String cluster) {
        try (Jedis client = node.client()) {
            long wanted = lsnAfterWrite(client);
            Await.until("all is archived", Duration.ofSeconds(60), () -> {
                lsnAfterWrite(client);
                return archivedLsn(store, cluster);
            }, archived -> archived >= wanted);
        }
    }

    private static long lsnAfterWrite(Jedis client) {
        client.set("the", "end");
        String position = client.info().lines().filter(line -> line.startsWith("headwater_position:")).findFirst().orElseThrow();
        return Long.parseLong(position.substring(position.lastIndexOf(':') + 1).strip());
    }

    private static long archivedLsn(ObjectStore store, String cluster) {
        return store.list(cluster + "/0/log/").stream()
                .map(object -> object.name().substring(object.name().lastIndexOf('/') + 1))
                .mapToLong(name -> SegmentName.parse(name).orElseThrow().after().lsn())
                .max()
                .orElse(0);
    }

    /** Every record is the log's next one, every segment starts where the one before ended, and there is no object that is not part of it. */
    private static void verify(Archive archive) {
        Timeline timeline = archive.timelines(0).getFirst();
        LogFilter filter = new LogFilter(0, FilterState.START);
        LogRecordReader record = new LogRecordReader();
        TreeSet<String> expected = new TreeSet<>();
        expected.add(archive.cluster() + "/shards");
        long sequence = 0;
        for (SegmentName name : archive.segments(0, timeline)) {
            assertEquals(++sequence, name.sequence());
            ArchiveManifest manifest = archive.manifest(archive.segmentManifest(0, timeline, name));
            Segment segment = (Segment) manifest.content();
            assertEquals(filter.state(), segment.start().filter());
            SegmentReader records = new SegmentReader(archive.verified(segment.object()), segment.object().name());
            while (records.next()) {
                record.wrap(records.bytes(), records.offset(), records.length());
                assertTrue(filter.judge(record, 0).valid(), "a void record in " + name);
            }
            assertEquals(manifest.end().filter(), filter.state());
            expected.add(segment.object().name());
            expected.add(archive.segmentManifest(0, timeline, name));
        }
        List<String> found = archive.store().list("").stream().map(ObjectInfo::name).filter(name -> !name.contains("/seen/")).toList();
        assertEquals(new ArrayList<>(expected), found);
    }

    private void assertRestores(NodeProcess node, String cluster, String url, Map<String, String> environment) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("restored"));
        Command.Result result = restore(cluster, url, folder.resolve("dump.rdb"), environment);
        assertEquals(0, result.exitCode(), result.out() + result.err());
        try (RedisServer redis = RedisServer.start(folder);
                Jedis restored = redis.client();
                Jedis client = node.client()) {
            assertEquals(Contents.of(client, 1), Contents.of(restored, 1));
        }
    }

    private static Command.Result restore(String cluster, String url, Path rdb, Map<String, String> environment) {
        return Command.run(null, environment, "restore", "--to", "latest", "--rdb", rdb.toString(), "--store", url, "--cluster", cluster);
    }
}
