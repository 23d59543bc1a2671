package io.headwater.replication;

import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a topic was deleted and created anew while it is read: a consumer would go on in the new one, where every record is void to a reader of the
 * old. Asks now and then and never waits for the answer. Owned by the reader's thread.
 */
final class TopicIdentity {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final KafkaAccess access;
    private final String topic;
    private final String topicId;
    private @Nullable CompletableFuture<Map<String, TopicDescription>> question;
    private long askAtNanos = System.nanoTime() + INTERVAL_NANOS;

    TopicIdentity(KafkaAccess access, String topic, String topicId) {
        this.access = access;
        this.topic = topic;
        this.topicId = topicId;
    }

    /**
     * Asks when it is time, and looks at the answer to an earlier question.
     *
     * @param nowNanos the monotonic clock
     * @throws HeadwaterException if the topic is another one by now
     */
    void check(long nowNanos) {
        CompletableFuture<Map<String, TopicDescription>> asked = question;
        if (asked != null && asked.isDone()) {
            question = null;
            if (!asked.isCompletedExceptionally()) { // an absent topic may be a broker that is still starting
                requireSame(asked.getNow(Map.of()).get(topic));
            }
        } else if (asked == null && nowNanos - askAtNanos >= 0) {
            askAtNanos = nowNanos + INTERVAL_NANOS;
            question = access.admin()
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .toCompletionStage()
                    .toCompletableFuture();
        }
    }

    private void requireSame(@Nullable TopicDescription found) {
        if (found != null && !found.topicId().toString().equals(topicId)) {
            throw anotherTopic(topic, found.topicId().toString(), topicId);
        }
    }

    /** The error of a topic that is not the one that was read before. */
    static HeadwaterException anotherTopic(String topic, String found, String expected) {
        return new HeadwaterException(
                "topic " + topic + " has id " + found + ", but " + expected + " was read before",
                "the topic was deleted and created anew, or this is another Kafka cluster; go back to the old one, or start in an empty directory",
                HeadwaterException.EXIT_FENCED);
    }
}
