package io.headwater.replication;

import io.headwater.schemas.LogSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic in Kafka: one consumer without a group, assigned and sought by hand, which never resets its position by itself. It reads
 * from the partition's leader (it names no rack) and sees every record, for the log filter is the judge.
 */
public final class KafkaTopicReader implements TopicReader {
    /** How much one fetch may bring: enough to keep a replay of a million effects a second busy. */
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private static final int POLL_RECORDS = 1000;
    private static final int END_TIMEOUT_MS = 5000;

    private final KafkaAccess access;
    private final TopicPartition partition;
    private final String topicId;
    private final TopicIdentity identity;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long position;

    /** @param topicId as {@link KafkaAccess#topic} returned it */
    public KafkaTopicReader(KafkaAccess access, String topic, String topicId) {
        this.access = access;
        this.partition = new TopicPartition(topic, 0);
        this.topicId = topicId;
        this.identity = new TopicIdentity(access, topic, topicId);
        Map<String, Object> properties = access.clientProperties("reader");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1024 * 1024);
        try {
            consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException failure) {
            throw access.unreachable(failure);
        }
        consumer.assign(List.of(partition));
    }

    @Override
    public String topic() {
        return partition.topic();
    }

    @Override
    public String topicId() {
        return topicId;
    }

    @Override
    public void seek(long offset) {
        position = offset;
        consumer.seek(partition, offset);
    }

    @Override
    public List<TopicRecord> poll(Duration timeout) {
        List<TopicRecord> records = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
                records.add(new TopicRecord(record.offset(), record.key(), valueOf(record), fingerprintOf(record)));
                position = record.offset() + 1;
            }
            identity.check(System.nanoTime());
        } catch (OffsetOutOfRangeException outside) {
            throw outsideOf();
        } catch (KafkaException failure) {
            throw access.unreachable(failure);
        }
        return records;
    }

    private LogRangeException outsideOf() {
        long beginning = beginning();
        return position < beginning
                ? LogRangeException.trimmed(topic(), position, beginning)
                : LogRangeException.truncated(topic(), position);
    }

    private static byte[] valueOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value == null ? new byte[0] : value;
    }

    private static byte @Nullable [] fingerprintOf(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(LogSchema.FINGERPRINT_HEADER);
        return header == null ? null : header.value();
    }

    @Override
    public long beginning() {
        return offset(OffsetSpec.earliest()).offset();
    }

    @Override
    public TopicEnd end() {
        ListOffsetsResultInfo end = offset(OffsetSpec.latest());
        return new TopicEnd(end.offset(), end.leaderEpoch().orElse(-1));
    }

    private ListOffsetsResultInfo offset(OffsetSpec wanted) {
        try {
            return access.answer(access.admin()
                    .listOffsets(Map.of(partition, wanted), new ListOffsetsOptions().timeoutMs(END_TIMEOUT_MS))
                    .partitionResult(partition));
        } catch (UnknownTopicOrPartitionException gone) {
            throw access.unreachable(gone);
        }
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
