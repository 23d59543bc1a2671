package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong outside shows as one line with a hint and an exit code, never as a stack trace. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CommandLineFaultsTest {
    @TempDir Path directory;

    @Test
    void anUnknownFlagAndABadValue() {
        assertRefused("unknown option", "restore", "--nonsense");
        assertRefused("--to", "restore", "--to", "yesterday", "--rdb", "x");
        assertRefused("durability", "node", "--port", "" + Ports.free(), "--dir", directory.toString(), "--durability", "log");
        assertRefused("nonsense", "node", "--port", "" + Ports.free(), "--dir", directory.toString(), "--nonsense", "1");
    }

    @Test
    void aTakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("--port", "node", "--port", "" + taken.getLocalPort(), "--dir", directory.toString());
            assertRefused("--port", "up", "--port", "" + taken.getLocalPort(), "--dir", directory.resolve("up").toString());
        }
    }

    @Test
    void aDirectoryThatIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertRefused("file", "node", "--port", "" + Ports.free(), "--dir", file.toString());
    }

    @Test
    void kafkaOutOfReach() {
        assertRefused(
                "Kafka at 127.0.0.1:1", "node", "--port", "" + Ports.free(), "--dir", directory.toString(),
                "--kafka", "127.0.0.1:1", "--registry", "http://127.0.0.1:1");
    }

    @Test
    void aRegistryOutOfReach(Kafka kafka) {
        assertRefused(
                "registry", "node", "--port", "" + Ports.free(), "--dir", directory.toString(),
                "--kafka", kafka.broker().address(), "--registry", "http://127.0.0.1:1", "--cluster", Kafka.newCluster());
    }

    @Test
    void aTopicWithRecordsThatAreNotOurs(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        String topic = cluster + ".binlog.0";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.broker().address()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.broker().address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {7, 7, 7, 7, 7, 7})).get();
        }
        assertRefused(
                "magic", "node", "--port", "" + Ports.free(), "--dir", directory.toString(),
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster);
    }

    private static void assertRefused(String says, String... arguments) {
        Command.Result result = Command.run(arguments);
        assertTrue(result.exitCode() > 0 && result.exitCode() < 126, "exit code " + result.exitCode() + "\n" + result.err());
        List<String> own = result.err().lines().filter(line -> line.startsWith("headwater: ")).toList();
        assertEquals(1, own.size(), result.err());
        assertTrue(own.getFirst().contains(says), own.getFirst());
        assertTrue(own.getFirst().contains("(hint: "), own.getFirst());
        assertTrue(result.err().lines().noneMatch(line -> line.startsWith("\tat ")), result.err());
    }
}
