package io.headwater.replication;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.ClusterRecord;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes announcements to the readers' topic, on a thread of its own, so that nobody who reports waits for Kafka. */
final class DirectoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWriter.class);
    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);
    /** While so many are under way Kafka is away, and newer reports replace the waiting ones. */
    private static final int MAX_UNDER_WAY = 100;

    private final String topic;
    private final int schemaId;
    private final List<Header> headers = List.of(new RecordHeader(
            LogSchema.FINGERPRINT_HEADER,
            ByteBuffer.allocate(Long.BYTES).putLong(ClusterRecord.FINGERPRINT).array()));
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread = new Thread(this::run, "directory-writer");

    // guarded by this
    private final AnnouncementPace pace = new AnnouncementPace();
    private final Map<String, ClusterRecord> urgentByKey = new LinkedHashMap<>();
    private int underWay;
    private boolean closed;

    DirectoryWriter(KafkaAccess access, String topic, int schemaId) {
        this.topic = topic;
        this.schemaId = schemaId;
        producer = producer(access);
        thread.setDaemon(true);
        thread.start();
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaAccess access) {
        Map<String, Object> properties = access.clientProperties("directory");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        try {
            return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException failure) {
            throw access.unreachable(failure);
        }
    }

    /** Deletes a key's record and returns when Kafka has it. */
    static void writeTombstone(KafkaAccess access, String topic, String key) {
        try (KafkaProducer<byte[], byte[]> producer = producer(access)) {
            await(topic, producer.send(new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), null)));
        }
    }

    /** Writes a record and returns its offset. */
    long writeNow(String key, ClusterRecord value) {
        return await(topic, producer.send(recordOf(key, value)));
    }

    private static long await(String topic, Future<RecordMetadata> answer) {
        try {
            return answer.get(WAIT.toMillis(), TimeUnit.MILLISECONDS).offset();
        } catch (ExecutionException | TimeoutException failure) {
            throw notWritable(topic, failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw notWritable(topic, stop);
        }
    }

    private static LogUnavailableException notWritable(String topic, Exception failure) {
        return new LogUnavailableException(
                "topic " + topic + " cannot be written: " + LogUnavailableException.reason(failure.getCause()),
                "check that Kafka accepts writes: min.insync.replicas, disk space, permissions",
                failure);
    }

    /** Deletes a key's record and returns when Kafka has it. */
    void deleteNow(String key) {
        await(topic, producer.send(new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), null)));
    }

    /** Writes a record soon. */
    synchronized void write(String key, ClusterRecord value) {
        urgentByKey.put(key, value);
        notifyAll();
    }

    /** A reader reports its position; it is written when due. */
    synchronized void offer(Reader reader) {
        pace.offer(reader);
        notifyAll();
    }

    private void run() {
        List<ProducerRecord<byte[], byte[]>> due = new ArrayList<>();
        while (awaitDue(due)) {
            due.forEach(this::send);
            due.clear();
        }
    }

    /** Waits until something is due and collects it; false once closed. */
    private synchronized boolean awaitDue(List<ProducerRecord<byte[], byte[]>> due) {
        while (true) {
            long waitNanos = Long.MAX_VALUE;
            if (underWay < MAX_UNDER_WAY) {
                urgentByKey.forEach((key, value) -> due.add(recordOf(key, value)));
                urgentByKey.clear();
                waitNanos = pace.takeDue(System.nanoTime(), reader -> due.add(recordOf(reader)));
            }
            if (!due.isEmpty() || closed) {
                underWay += due.size();
                return !due.isEmpty();
            }
            try {
                wait(waitNanos == Long.MAX_VALUE ? 1000 : waitNanos / 1_000_000 + 1);
            } catch (InterruptedException stop) {
                return false;
            }
        }
    }

    private void send(ProducerRecord<byte[], byte[]> announcement) {
        try {
            producer.send(announcement, (metadata, failure) -> sent(failure));
        } catch (KafkaException | IllegalStateException refused) {
            sent(refused);
        }
    }

    private synchronized void sent(@Nullable Exception failure) {
        underWay--;
        if (failure != null && !closed) {
            LOG.warn("an announcement to {} was lost: {}", topic, failure.getMessage());
        }
    }

    /** Writes a reader's registration and returns when Kafka has it. */
    void registerNow(Reader reader) {
        writeNow(DirectoryState.readerKey(reader.name()), valueOf(reader));
    }

    private ProducerRecord<byte[], byte[]> recordOf(Reader reader) {
        return recordOf(DirectoryState.readerKey(reader.name()), valueOf(reader));
    }

    private static ClusterRecord valueOf(Reader reader) {
        return new ClusterRecord.Reader(
                reader.name(),
                reader.role(),
                reader.shard(),
                reader.address(),
                reader.position(),
                reader.nextOffset(),
                reader.lastSeenMs(),
                reader.timeToLiveMs(),
                reader.durableLsn());
    }

    private ProducerRecord<byte[], byte[]> recordOf(String key, ClusterRecord record) {
        byte[] avro = record.encoded();
        byte[] value = new byte[WireFormat.PREFIX_BYTES + avro.length];
        WireFormat.write(value, 0, schemaId);
        System.arraycopy(avro, 0, value, WireFormat.PREFIX_BYTES, avro.length);
        return new ProducerRecord<>(topic, 0, null, key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_WAIT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_WAIT);
    }
}
