package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.ClusterDirectory.Timings;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.publisher.MemoryLog;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.Position;
import io.headwater.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything that reads a log or the directory, against a real broker and a real registry. */
@Tag("together")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(SharedKafka.class)
class ReadersOnKafkaTest {
    static LogServices services;

    @BeforeAll
    static void start(Kafka kafka) {
        services = new LogServices(kafka);
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @Test
    void aPlainAvroConsumerReadsTheTopic() throws Exception {
        String cluster = Kafka.newCluster();
        try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"))) {
            primary.set(2, "key", 5);
            primary.awaitCommitted(10);
        }
        List<GenericRecord> bodies = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.binlog(cluster, 0), 0);
        Map<String, Object> config = Map.of(
                "bootstrap.servers", services.servers.broker().address(),
                "schema.registry.url", services.servers.registry().url(),
                "auto.offset.reset", "earliest",
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", KafkaAvroDeserializer.class);
        try (var consumer = new KafkaConsumer<byte[], GenericRecord>(config)) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], GenericRecord> record : consumer.poll(Duration.ofSeconds(1))) {
                    bodies.add((GenericRecord) record.value().get("body"));
                }
            }
        }
        assertEquals("Claim", bodies.getFirst().getSchema().getName());
        GenericRecord batch = bodies.stream()
                .filter(body -> body.getSchema().getName().equals("Batch"))
                .findFirst()
                .orElseThrow();
        GenericRecord entry = (GenericRecord) ((List<?>) batch.get("entries")).get(1);
        GenericRecord effect = (GenericRecord) ((List<?>) ((GenericRecord) entry.get("content")).get("effects")).getFirst();
        ByteBuffer key = (ByteBuffer) ((List<?>) effect.get("arguments")).get(1);
        assertEquals("key1", new String(key.array(), key.arrayOffset(), key.remaining()));
    }

    @Test
    void aReplicaWaitsForTheTopicAndResumesAtItsStoredOffset() throws Exception {
        String cluster = Kafka.newCluster();
        MemoryLog directory = new MemoryLog("n2");
        TestNode first = new TestNode(services, cluster, directory, Ambition.NEVER, FailoverMode.AUTO);
        try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"))) {
            for (int i = 0; i < 20; i++) {
                primary.set(1, "before" + i, 10);
            }
            first.awaitRecords(20);
            assertTrue(first.caughtUp.await(10, TimeUnit.SECONDS));
            first.close();
            assertEquals(20, directory.newestNote().filter().lastLsn());
            for (int i = 0; i < 20; i++) {
                primary.set(1, "after" + i, 10);
            }
            TestNode second = new TestNode(services, cluster, directory, Ambition.NEVER, FailoverMode.AUTO);
            second.awaitRecords(40);
            second.close();
            assertEquals(40, directory.newestNote().filter().lastLsn());
            assertEquals(primary.local.records().size(), directory.records().size());
        }
    }

    @Test
    @Tag("long") // the reader asks every 15 s
    void aReaderNoticesThatItsTopicWasCreatedAnew() throws Exception {
        String cluster = Kafka.newCluster();
        try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"))) {
            primary.set(1, "key", 10);
            primary.awaitCommitted(10);
        }
        try (ShardReader reader = services.logs(cluster).open(0, KafkaNote.NONE)) {
            reader.poll(Duration.ofSeconds(1));
            services.kafka.admin().deleteTopics(List.of(Topics.binlog(cluster, 0))).all().get();
            try (var anew = TestNode.primary(services, cluster, new MemoryLog("n2"))) {
                anew.set(5, "key", 10);
                HeadwaterException noticed = assertThrows(HeadwaterException.class, () -> {
                    while (true) {
                        reader.poll(Duration.ofSeconds(1));
                    }
                });
                assertFalse(noticed instanceof LogUnavailableException, noticed.getMessage());
            }
        }
    }

    @Test
    void theFirstNodeFixesTheNumberOfShards() {
        String cluster = Kafka.newCluster();
        assertEquals(0, KafkaClusterDirectory.read(services.kafka, cluster).shards());
        try (var first = KafkaClusterDirectory.open(services.kafka, services.registry, cluster);
                var second = KafkaClusterDirectory.open(services.kafka, services.registry, cluster)) {
            first.join(2);
            second.join(2);
            HeadwaterException refused = assertThrows(HeadwaterException.class, () -> second.join(3));
            assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode());
            assertTrue(refused.getMessage().contains("2 shards, not 3"), refused.getMessage());
        }
        assertEquals(2, KafkaClusterDirectory.read(services.kafka, cluster).shards());
    }

    @Test
    void ofTwoFirstNodesOneFixesTheNumberOfShards() {
        String cluster = Kafka.newCluster();
        List<CompletableFuture<Integer>> nodes = new ArrayList<>();
        for (int shards : List.of(2, 3)) {
            nodes.add(CompletableFuture.supplyAsync(() -> {
                try (var node = KafkaClusterDirectory.open(services.kafka, services.registry, cluster)) {
                    node.join(shards);
                    return shards;
                }
            }));
        }
        List<Integer> admitted = new ArrayList<>();
        for (CompletableFuture<Integer> node : nodes) {
            try {
                admitted.add(node.join());
            } catch (CompletionException refused) {
                assertTrue(refused.getCause() instanceof HeadwaterException);
            }
        }
        assertEquals(1, admitted.size());
        assertEquals(admitted.getFirst(), KafkaClusterDirectory.read(services.kafka, cluster).shards());
    }

    /** Of two nodes that cannot be in one shard at most one starts, also when they start at once. */
    @Test
    void nodesWhoseLeasesAndChallengesContradictEachOtherDoNotBothStart() throws Exception {
        String cluster = Kafka.newCluster();
        try (var here = KafkaClusterDirectory.open(services.kafka, services.registry, cluster);
                var there = KafkaClusterDirectory.open(services.kafka, services.registry, cluster)) {
            for (int round = 0; round < 10; round++) {
                Timings patient = new Timings(round, "patient", 2000, 2500);
                Timings hasty = new Timings(round, "hasty", 500, 650);
                List<CompletableFuture<Boolean>> starts = List.of(
                        CompletableFuture.supplyAsync(() -> agrees(here, patient)), CompletableFuture.supplyAsync(() -> agrees(there, hasty)));
                assertTrue(starts.stream().filter(CompletableFuture::join).count() <= 1, "round " + round);
            }
            here.agree(new Timings(50, "first", 500, 650));
            assertFalse(agrees(there, new Timings(50, "second", 2000, 2500)));
            there.agree(new Timings(50, "second", 500, 650));
        }
        Timings recorded = KafkaClusterDirectory.timings(services.kafka, cluster).stream()
                .filter(timings -> timings.shard() == 50 && timings.node().equals("second"))
                .findFirst()
                .orElseThrow();
        assertEquals(500, recorded.leaseMs(), "what was refused is not on record");
        KafkaClusterDirectory.removeTimings(services.kafka, cluster, recorded);
        assertEquals(1, KafkaClusterDirectory.timings(services.kafka, cluster).stream().filter(timings -> timings.shard() == 50).count());
    }

    private static boolean agrees(KafkaClusterDirectory directory, Timings timings) {
        try {
            directory.agree(timings);
            return true;
        } catch (HeadwaterException refused) {
            return false;
        }
    }

    @Test
    void announcementsReachEveryNode() throws Exception {
        String cluster = Kafka.newCluster();
        try (var here = KafkaClusterDirectory.open(services.kafka, services.registry, cluster);
                var there = KafkaClusterDirectory.open(services.kafka, services.registry, cluster)) {
            here.announcePrimary(0, "n1", "127.0.0.1:6379", 4);
            for (int lsn = 1; lsn <= 1000; lsn++) {
                here.announceReader(new Reader(
                        "r1", "replica", 0, "127.0.0.1:6380", new Position(4, lsn), System.currentTimeMillis(), 60_000));
            }
            ClusterMap map = there.map();
            while (map.readers().isEmpty() || map.readers().getFirst().position().lsn() < 1000 || map.primaries().isEmpty()) {
                Thread.sleep(5);
                map = there.map();
            }
            assertEquals(List.of(new Primary(0, "n1", "127.0.0.1:6379", 4)), map.primaries());
            assertEquals("127.0.0.1:6380", map.readers().getFirst().address());
        }
    }

    @Test
    void aKafkaOutOfReachIsOneLineWithAHint() {
        try (var nowhere = new KafkaAccess("127.0.0.1:1", "test", Duration.ofSeconds(2))) {
            HeadwaterException failure =
                    assertThrows(LogUnavailableException.class, () -> nowhere.topic("any"));
            assertOneLineWithHint(failure, "127.0.0.1:1");
        }
    }

    @Test
    void aRegistryOutOfReachIsOneLineWithAHint() {
        RegistryAdapter nowhere = new RegistryAdapter("http://127.0.0.1:1", Duration.ofSeconds(1));
        HeadwaterException failure =
                assertThrows(LogUnavailableException.class, () -> nowhere.register("topic", "\"string\""));
        assertOneLineWithHint(failure, "http://127.0.0.1:1");
    }

    @Test
    void processesThatStartTogetherMayRegisterTheSameTopic() {
        for (int round = 0; round < 20; round++) {
            String topic = Topics.binlog(Kafka.newCluster(), 0);
            List<CompletableFuture<Integer>> ids = new ArrayList<>();
            for (int process = 0; process < 3; process++) {
                RegistryAdapter adapter = new RegistryAdapter(services.servers.registry().url());
                ids.add(CompletableFuture.supplyAsync(() -> adapter.register(topic, LogSchema.LOG_RECORD_JSON)));
            }
            assertEquals(1, ids.stream().map(CompletableFuture::join).distinct().count());
        }
    }

    @Test
    void anIncompatibleSchemaIsRefusedByTheRegistry() {
        String topic = Kafka.newCluster();
        String record = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"%s\",\"type\":\"%s\"}]}";
        int id = services.registry.register(topic, record.formatted("a", "int"));
        assertEquals(id, services.registry.register(topic, record.formatted("a", "int")), "the same schema again");
        HeadwaterException failure = assertThrows(
                HeadwaterException.class, () -> services.registry.register(topic, record.formatted("b", "string")));
        assertOneLineWithHint(failure, "refused");
    }

    private static void assertOneLineWithHint(HeadwaterException failure, String part) {
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, failure.exitCode());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
        assertFalse(failure.hint().isEmpty());
    }
}
