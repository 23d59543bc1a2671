package io.headwater.replication;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A Kafka cluster: how clients reach it, and bounded questions to it. Any thread; one per process and cluster. */
public final class KafkaAccess implements AutoCloseable {
    /** How long a question may take before the cluster counts as out of reach. */
    private static final Duration WAIT = Duration.ofSeconds(15);

    private final String bootstrapServers;
    private final String clientName;
    private final Duration wait;
    private final AtomicInteger clients = new AtomicInteger();
    private @Nullable Admin admin;

    /**
     * @param bootstrapServers host:port, several separated by commas
     * @param clientName what brokers call this process in their logs
     */
    public KafkaAccess(String bootstrapServers, String clientName) {
        this(bootstrapServers, clientName, WAIT);
    }

    /** @param wait how long a question may take before the cluster counts as out of reach */
    public KafkaAccess(String bootstrapServers, String clientName, Duration wait) {
        this.bootstrapServers = bootstrapServers;
        this.clientName = clientName;
        this.wait = wait;
    }

    /** host:port, several separated by commas. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * What every client of ours is configured with: where the cluster is, a unique client id, quick reconnects, no reporters.
     *
     * @param role becomes part of the client id
     */
    public Map<String, Object> clientProperties(String role) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientName + "-" + role + "-" + clients.incrementAndGet());
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }

    /**
     * A topic as the cluster describes it.
     *
     * @param id Kafka's id, printed
     */
    public record Topic(String id, int partitions) {}

    /**
     * Looks a topic up; empty if there is none.
     *
     * @throws LogUnavailableException if the cluster does not answer in time
     */
    public Optional<Topic> topic(String name) {
        try {
            TopicDescription description = answer(admin().describeTopics(List.of(name)).allTopicNames()).get(name);
            return description == null
                    ? Optional.empty()
                    : Optional.of(new Topic(
                            description.topicId().toString(), description.partitions().size()));
        } catch (UnknownTopicOrPartitionException absent) {
            return Optional.empty();
        }
    }

    /**
     * Creates a topic of one partition with the broker's default replication, unless it exists.
     *
     * @throws LogUnavailableException if the cluster does not answer in time or refuses
     */
    public void createTopic(String name, Map<String, String> config) {
        NewTopic wanted = new NewTopic(name, Optional.of(1), Optional.empty()).configs(config);
        try {
            answer(admin().createTopics(List.of(wanted)).all());
        } catch (TopicExistsException another) {
            // as good: somebody else was quicker
        }
    }

    /** The client for questions; the instance is shared, and closed with this object. */
    public synchronized Admin admin() {
        Admin client = admin;
        if (client == null) {
            Map<String, Object> properties = clientProperties("admin");
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) wait.toMillis());
            properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(10_000, wait.toMillis()));
            try {
                client = Admin.create(properties);
            } catch (KafkaException failure) {
                throw unreachable(failure);
            }
            admin = client;
        }
        return client;
    }

    /**
     * Waits for an answer.
     *
     * @throws UnknownTopicOrPartitionException if that is the answer
     * @throws TopicExistsException if that is the answer
     * @throws LogUnavailableException if there is none in time, or another error
     */
    public <T> T answer(KafkaFuture<T> question) {
        try {
            return question.get(wait.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case UnknownTopicOrPartitionException absent -> throw absent;
                case TopicExistsException exists -> throw exists;
                case null, default -> throw unreachable(failure.getCause());
            }
        } catch (java.util.concurrent.TimeoutException late) {
            throw unreachable(late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw unreachable(stop);
        }
    }

    /** The error of a cluster that cannot be used. */
    public LogUnavailableException unreachable(@Nullable Throwable failure) {
        String message = "Kafka at " + bootstrapServers + " cannot be used: " + LogUnavailableException.reason(failure);
        String hint = "check that a broker listens there and that the address it advertises can be reached from here";
        return failure == null
                ? new LogUnavailableException(message, hint)
                : new LogUnavailableException(message, hint, failure);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
