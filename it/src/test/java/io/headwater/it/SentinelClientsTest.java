package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.RedisSentinelClient;

/** Stock clients that look for their primary through Sentinels find it at the port of any node. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SentinelClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path directory;

    private String cluster;
    private NodeProcess primary;
    private NodeProcess replica;

    @BeforeEach
    void start(Kafka kafka) {
        cluster = Kafka.newCluster();
        primary = NodeProcess.inCluster(directory.resolve("primary"), kafka, cluster);
        replica = NodeProcess.inCluster(directory.resolve("replica"), kafka, cluster, "--role", "replica");
        try (Jedis client = replica.client()) {
            Await.until("the replica knows its primary", PATIENCE, () -> client.sentinelGetMasterAddrByName(cluster), address -> address != null);
        }
        try (Jedis client = primary.client()) {
            Await.until("the primary knows its replica", PATIENCE, () -> client.sentinelReplicas(cluster), replicas -> replicas.size() == 1);
        }
    }

    @AfterEach
    void stop() {
        replica.close();
        primary.close();
    }

    @Test
    void jedisFindsThePrimaryThroughItsReplica() {
        try (JedisSentinelPool pool = new JedisSentinelPool(cluster, Set.of("127.0.0.1:" + replica.port()));
                Jedis client = pool.getResource()) {
            assertEquals("OK", client.set("k", "jedis"));
            assertEquals(primary.port(), pool.getCurrentHostMaster().getPort());
        }
        try (RedisSentinelClient client = RedisSentinelClient.builder()
                .masterName(cluster)
                .sentinels(Set.of(new HostAndPort("127.0.0.1", replica.port()), new HostAndPort("127.0.0.1", primary.port())))
                .build()) {
            assertEquals("jedis", client.get("k"));
        }
    }

    @Test
    void lettuceFindsThePrimaryAndTheReplicasThroughAnyNode() {
        RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", replica.port(), cluster).withTimeout(Duration.ofSeconds(10)).build();
        try (RedisClient client = RedisClient.create()) {
            try (StatefulRedisConnection<String, String> connection = client.connect(uri)) {
                assertEquals("OK", connection.sync().set("k", "lettuce"));
            }
            try (StatefulRedisMasterReplicaConnection<String, String> connection = MasterReplica.connect(client, StringCodec.UTF8, uri)) {
                connection.setReadFrom(ReadFrom.REPLICA);
                Await.until("the replica has it", PATIENCE, () -> connection.sync().get("k"), "lettuce"::equals);
                assertEquals("OK", connection.sync().set("k", "again"));
            }
            try (StatefulRedisSentinelConnection<String, String> sentinel = client.connectSentinel(uri)) {
                assertEquals("PONG", sentinel.sync().ping());
                List<Map<String, String>> replicas = sentinel.sync().replicas(cluster);
                assertEquals("" + replica.port(), replicas.getFirst().get("port"));
                assertEquals(cluster, sentinel.sync().masters().getFirst().get("name"));
            }
        }
    }
}
