package io.headwater.it.harness.fault;

import io.headwater.it.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/** Which broker leads a topic of one partition, as Kafka's own client is told: what an election takes by itself, whoever waits for it. */
public final class TopicLeader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NONE = -1;

    private final Admin admin;
    private final String topic;

    public TopicLeader(String bootstrap, String topic) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", 1_000, "default.api.timeout.ms", 5_000));
        this.topic = topic;
    }

    /** The broker's id; waits for one. */
    public int leader() {
        return Await.until("topic " + topic + " has a leader", PATIENCE, this::ask, id -> id != NONE);
    }

    /** Waits for another leader, and returns how long that took. */
    public Duration awaitLeaderOtherThan(int old) {
        long start = System.nanoTime();
        Await.until("topic " + topic + " has another leader", PATIENCE, this::ask, id -> id != NONE && id != old);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private int ask() throws InterruptedException {
        try {
            Node leader = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().getFirst().leader();
            return leader == null ? NONE : leader.id();
        } catch (ExecutionException notNow) {
            return NONE;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
