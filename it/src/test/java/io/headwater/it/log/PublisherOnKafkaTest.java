package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.publisher.MemoryLog;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims and publishing against a real broker and a real registry. Each test has a cluster, that is topics, of its own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(SharedKafka.class)
class PublisherOnKafkaTest {
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
    void aClaimOnAnEmptyClusterCreatesTopicAndEpochOne() throws Exception {
        String cluster = Kafka.newCluster();
        try (var primary = new TestPrimary(services, cluster, new MemoryLog("n1"))) {
            assertEquals(1, primary.epoch());
            primary.set(3, "key", 10);
            primary.awaitCommitted(10);
            assertEquals(3, primary.publisher.progress().committedLsn());
            assertTrue(primary.publisher.progress().connected());
        }
        String topic = Topics.binlog(cluster, 0);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = services.kafka.admin().describeConfigs(List.of(resource)).all().get().get(resource);
        Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1",
                        "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE))
                .forEach((name, value) -> assertEquals(value, config.get(name).value(), name));
    }

    @Test
    void aRestartClaimsTheNextEpochAndGoesOn() throws Exception {
        String cluster = Kafka.newCluster();
        MemoryLog local = new MemoryLog("n1");
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (var primary = new TestPrimary(services, cluster, local)) {
                assertEquals(epoch, primary.epoch());
                primary.set(2, "key", 10);
                primary.awaitCommitted(10);
            }
        }
        LogContents.assertEqualsBinlog(services.logs(cluster), local);
    }

    @Test
    void ofTwoClaimantsOneLeadsAndTheOtherIsToldWho() throws Exception {
        String cluster = Kafka.newCluster();
        List<CompletableFuture<TestPrimary>> claimants = new ArrayList<>();
        for (String node : List.of("left", "right")) {
            claimants.add(
                    CompletableFuture.supplyAsync(() -> new TestPrimary(services, cluster, new MemoryLog(node))));
        }
        TestPrimary leader = null;
        HeadwaterException refusal = null;
        for (CompletableFuture<TestPrimary> claimant : claimants) {
            try {
                TestPrimary primary = claimant.join();
                assertEquals(null, leader, "both lead");
                leader = primary;
            } catch (CompletionException refused) {
                refusal = (HeadwaterException) refused.getCause();
            }
        }
        assertEquals(HeadwaterException.EXIT_FENCED, refusal.exitCode());
        assertTrue(refusal.getMessage().contains("node " + leader.local.nodeName()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(leader.local.address()), refusal.getMessage());
        assertFalse(leader.deposed.isDone());
        leader.close();
    }

    @Test
    void anotherNodeLeadsOnceThePrimaryIsSilentAndTheOldOneIsDeposed() throws Exception {
        String cluster = Kafka.newCluster();
        try (var old = new TestPrimary(services, cluster, new MemoryLog("old"))) {
            old.set(1, "key", 10);
            old.awaitCommitted(10);
            old.stopBeating();
            try (var next = new TestPrimary(services, cluster, new MemoryLog("next"))) {
                assertEquals(2, next.epoch());
                assertEquals(1, next.lastLsn(), "the new primary has taken over what the log holds");
                old.set(1, "lost", 10);
                HeadwaterException why = old.deposed.get(20, TimeUnit.SECONDS);
                assertEquals(HeadwaterException.EXIT_FENCED, why.exitCode());
                assertTrue(why.getMessage().contains("node next at next:6379"), why.getMessage());
            }
            HeadwaterException refused = assertThrows(
                    HeadwaterException.class, () -> new TestPrimary(services, cluster, old.local), "its tail is lost");
            assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
            assertTrue(refused.getMessage().contains("tail is lost"), refused.getMessage());
        }
    }

    @Test
    void anEntryLargerThanABatchIsPublishedInChunks() throws Exception {
        String cluster = Kafka.newCluster();
        MemoryLog local = new MemoryLog("n1");
        try (var primary = new TestPrimary(services, cluster, local)) {
            primary.set(1, "large", 3_000_000);
            primary.set(1, "small", 10);
            primary.awaitCommitted(20);
        }
        LogContents.assertEqualsBinlog(services.logs(cluster), local);
    }
}
