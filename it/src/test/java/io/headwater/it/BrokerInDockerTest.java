package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.hub.launch.RegistryProcess;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;
import redis.clients.jedis.Jedis;

/** Node and replica on the broker of Apache's own image, where Docker is; everywhere else the broker in a child JVM stands for it. */
@Tag("together")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BrokerInDockerTest {
    private static final String IMAGE = "apache/kafka:4.3.1";

    @TempDir Path directory;

    @Test
    void aReplicaFollowsThroughABrokerThatUpDidNotStart() {
        Assumptions.assumeTrue(dockerAnswers(), "Docker is not available");
        try (KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(IMAGE))) {
            kafka.start();
            try (RegistryProcess registry = RegistryProcess.start(directory.resolve("registry"));
                    NodeProcess node = NodeProcess.onBroker(
                            directory.resolve("primary"), kafka.getBootstrapServers(), registry.url(), "docker");
                    NodeProcess replica = NodeProcess.onBroker(
                            directory.resolve("replica"), kafka.getBootstrapServers(), registry.url(), "docker", "--role", "replica");
                    Jedis writer = node.client();
                    Jedis reader = replica.client()) {
                assertEquals("OK", writer.set("k", "v"));
                Await.until("the replica has it", Duration.ofSeconds(20), () -> reader.get("k"), "v"::equals);
            }
        }
    }

    private static boolean dockerAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
