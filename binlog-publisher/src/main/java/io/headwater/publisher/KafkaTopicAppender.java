package io.headwater.publisher;

import io.headwater.replication.KafkaAccess;
import io.headwater.schemas.LogSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One idempotent producer with one request in flight. It never gives a record up by itself: when Kafka is away it retries, in order, for as
 * long as it lives. Records gather into one request while the request before is under way, so there is nothing to linger for.
 *
 * <p>When the broker refuses a request for good, the producer would number the next one anew and leave a hole in the log (KAFKA-15591). It is closed inside the
 * callback of the failed record for that: the callback runs on the producer's only sending thread, which sends nothing more after it.
 */
final class KafkaTopicAppender implements TopicAppender {
    /** Below a topic's default limit of 1 MiB for one request's records; the largest record is about as large. */
    private static final int REQUEST_BYTES = 512 * 1024;

    private static final int BUFFER_BYTES = 96 * 1024 * 1024;
    private static final int METADATA_WAIT_MS = 10_000;

    private final String topic;
    private final List<Header> headers =
            List.of(new RecordHeader(LogSchema.FINGERPRINT_HEADER, LogSchema.fingerprintHeaderValue()));
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile boolean failed;

    KafkaTopicAppender(KafkaAccess access, String topic) {
        this.topic = topic;
        Map<String, Object> properties = access.clientProperties("publisher");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // A batch of the same few commands shrinks to a third; the fastest level costs the sender's thread little.
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        properties.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1);
        properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_WAIT_MS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, REQUEST_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
        try {
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException failure) {
            throw access.unreachable(failure);
        }
    }

    @Override
    public void append(byte[] value, long timeMs, Outcome outcome) {
        if (failed) {
            outcome.told(-1, new IllegalStateException("an earlier record failed"));
            return;
        }
        try {
            producer.send(new ProducerRecord<>(topic, 0, timeMs, null, value, headers), (metadata, failure) -> {
                if (failure != null) {
                    fail();
                }
                outcome.told(failure == null && metadata.hasOffset() ? metadata.offset() : -1, failure);
            });
        } catch (KafkaException | IllegalStateException refused) {
            fail();
            outcome.told(-1, refused);
        }
    }

    private void fail() {
        if (!failed) {
            failed = true;
            producer.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
