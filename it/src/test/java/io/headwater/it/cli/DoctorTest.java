package io.headwater.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Command;
import io.headwater.it.harness.Command.Result;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("together")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(SharedKafka.class)
class DoctorTest {
    @TempDir Path directory;

    @Test
    void aSingleBrokerIsFoundAndATrimmedLogsSettingToo(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        NodeProcess.inCluster(directory.resolve("n"), kafka, cluster).close();

        Result result = Command.run("doctor", "--kafka", kafka.broker().address(), "--cluster", cluster);
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.out().contains("1 broker, 2 topics"), result.out());
        assertTrue(result.out().contains("replication factor = 1"), result.out());
        assertTrue(result.out().contains("min.insync.replicas = 1"), result.out());
        assertFalse(result.out().contains("retention.ms"), "the topic is made as recommended\n" + result.out());
        assertFalse(result.out().contains("broker.session.timeout.ms"), "the launched broker is set as recommended\n" + result.out());

        String topic = Topics.binlog(cluster, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.broker().address()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        Result changed = Command.run("doctor", "--kafka", kafka.broker().address(), "--cluster", cluster, "--json");
        assertEquals(1, changed.exitCode(), changed.err());
        assertTrue(
                changed.out().contains("{\"severity\":\"error\",\"subject\":\"topic " + topic + "\",\"setting\":\"retention.ms\",\"value\":\"60000\""),
                changed.out());
    }

    @Test
    void aKafkaThatIsAwayIsAnErrorWithAHint() {
        Result result = Command.run("doctor", "--kafka", "127.0.0.1:1");
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, result.exitCode());
        assertTrue(result.err().contains("hint"), result.err());
    }
}
