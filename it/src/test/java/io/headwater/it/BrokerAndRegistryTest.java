package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.BrokerProcess;
import io.headwater.hub.launch.RegistryProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("together")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BrokerAndRegistryTest {
    private static final String SCHEMA = "{\"schema\": \"{\\\"type\\\": \\\"string\\\"}\"}";
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @TempDir Path directory;

    @Test
    void theBrokerCarriesRecordsAndKeepsThemOverAKill() throws Exception {
        try (var broker = BrokerProcess.start(directory)) {
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
                admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            }
            produce(broker.address(), "before");
            broker.kill9();
            broker.restart();
            produce(broker.address(), "after");
            assertEquals(List.of("before", "after"), consume(broker.address(), 2));
        }
    }

    @Test
    void theRegistryKeepsSubjectsOverARestart() throws Exception {
        try (var registry = RegistryProcess.start(directory)) {
            String id = send(registry.url() + "/subjects/t-value/versions", SCHEMA);
            assertTrue(id.contains("\"id\":"), id);
            registry.stop();
            registry.restart();
            assertEquals("[\"t-value\"]", send(registry.url() + "/subjects", null));
            assertEquals(id, send(registry.url() + "/subjects/t-value/versions", SCHEMA));
        }
    }

    @Test
    void bothEndWhenTheyAreClosed() {
        var broker = CompletableFuture.supplyAsync(() -> BrokerProcess.start(directory.resolve("kafka")));
        var registry = RegistryProcess.start(directory.resolve("registry"));
        long brokerPid = broker.join().pid();
        broker.join().close();
        registry.close();
        assertFalse(ProcessHandle.of(brokerPid).isPresent());
        assertFalse(ProcessHandle.of(registry.pid()).isPresent());
    }

    private static void produce(String address, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", value)).get();
        }
    }

    private static List<String> consume(String address, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", address), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            List<String> values = new ArrayList<>();
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static String send(String url, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/vnd.schemaregistry.v1+json");
        if (body != null) {
            request.POST(BodyPublishers.ofString(body));
        }
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request.build(), BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return response.body();
        }
    }
}
