package io.headwater.it.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.publisher.MemoryLog;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

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
        try (var primary = TestNode.primary(services, cluster, new MemoryLog("n1"))) {
            assertEquals(1, primary.epoch());
            primary.set(3, "key", 10);
            primary.awaitCommitted(10);
            assertEquals(3, primary.agent.progress().committedLsn());
            assertTrue(primary.agent.progress().connected());
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
            try (var primary = TestNode.primary(services, cluster, local)) {
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
        try (var left = new TestNode(services, cluster, new MemoryLog("left"), Ambition.PRIMARY, FailoverMode.AUTO);
                var right = new TestNode(services, cluster, new MemoryLog("right"), Ambition.PRIMARY, FailoverMode.AUTO)) {
            left.await(30, () -> !left.leader().isEmpty() && left.leader().equals(right.leader()));
            assertTrue(left.leads() != right.leads());
            assertFalse(left.deposed.isDone() || right.deposed.isDone());
        }
    }

    @Test
    void aStandbyTakesOverFromASilentPrimaryWhichIsDeposed() throws Exception {
        String cluster = Kafka.newCluster();
        try (var old = TestNode.primary(services, cluster, new MemoryLog("old"));
                var next = new TestNode(services, cluster, new MemoryLog("next"), Ambition.STANDBY, FailoverMode.AUTO)) {
            old.set(1, "key", 10);
            old.awaitCommitted(10);
            next.awaitRecords(1);
            old.stopBeating();
            next.awaitLeading(30);
            assertEquals(2, next.epoch());
            assertEquals(1, next.lastLsn(), "the new primary has taken over what the log holds");
            assertTrue(old.agent.leaseUntilNanos() - next.leadingSinceNanos() < 0, "no lease is left");
            old.set(1, "lost", 10);
            FilterState by = old.deposed.get(20, TimeUnit.SECONDS);
            assertEquals("next", by.node());
            assertEquals("next:6379", by.address());
            try (var again = new TestNode(services, cluster, old.local, Ambition.STANDBY, FailoverMode.AUTO)) {
                assertEquals(2, again.deposed.get(20, TimeUnit.SECONDS).epoch(), "its tail is lost");
            }
        }
    }

    @Test
    void aHandOverIsTakenAtOnceAndTheOldPrimaryFollows() throws Exception {
        String cluster = Kafka.newCluster();
        List<Long> tookMs = new ArrayList<>();
        try (var left = TestNode.primary(services, cluster, new MemoryLog("left"));
                var right = new TestNode(services, cluster, new MemoryLog("right"), Ambition.STANDBY, FailoverMode.AUTO)) {
            assertTrue(right.caughtUp.await(10, TimeUnit.SECONDS));
            for (int round = 0; round < 10; round++) {
                TestNode from = round % 2 == 0 ? left : right;
                TestNode to = round % 2 == 0 ? right : left;
                from.set(1, "key", 10);
                from.awaitCommitted(10);
                Thread.sleep(round == 0 ? 1_000 : 500); // an appender is made ready meanwhile
                long begun = System.nanoTime();
                from.handOver();
                to.awaitLeading(10);
                tookMs.add((to.leadingSinceNanos() - begun) / 1_000_000);
                from.await(10, () -> from.leader().equals(to.local.nodeName()));
            }
        }
        System.out.println("hand-over to leading, ms: " + tookMs);
    }

    @Test
    void anEntryLargerThanABatchIsPublishedInChunks() throws Exception {
        String cluster = Kafka.newCluster();
        MemoryLog local = new MemoryLog("n1");
        try (var primary = TestNode.primary(services, cluster, local)) {
            primary.set(1, "large", 3_000_000);
            primary.set(1, "small", 10);
            primary.awaitCommitted(20);
        }
        LogContents.assertEqualsBinlog(services.logs(cluster), local);
    }
}
