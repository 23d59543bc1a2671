package io.headwater.archive.replay;

import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a topic from a known point to its end, to learn how far its log goes. Looks at records' headers only. */
public final class TopicScan {
    private static final Duration POLL = Duration.ofMillis(100);
    /** How long the end of a topic may stay out of reach while its leader answers. */
    private static final long STALL_MS = 10_000;

    private final TopicReader topic;
    private final RecordSchemas schemas;
    private final LongSupplier monotonicMs;
    private final LogFilter filter;
    private final LogRecordReader record = new LogRecordReader();
    private long nextOffset;
    private long firstTimeMs = ShardHistory.NO_BEGINNING;

    /** @param from where to start; its offset must still be in the topic */
    public TopicScan(TopicReader topic, int shard, RecordSchemas schemas, KafkaNote from, LongSupplier monotonicMs) {
        this.topic = topic;
        this.schemas = schemas;
        this.monotonicMs = monotonicMs;
        filter = new LogFilter(shard, from.filter());
        nextOffset = from.nextOffset();
        topic.seek(nextOffset);
    }

    /**
     * Reads to the end that the topic has now and then, if no valid record is behind a time yet, waits a while for one: a heartbeat comes ten times a
     * second.
     *
     * @param wantedMs the time, milliseconds since 1970
     * @param patienceMs how long to wait at the end
     * @throws LogUnavailableException if the end cannot be read
     */
    public TopicInfo toEnd(long wantedMs, long patienceMs) {
        long oldestOffset = topic.beginning();
        long endOffset = topic.end().offset();
        long progressMs = monotonicMs.getAsLong();
        while (nextOffset < endOffset) {
            if (read()) {
                progressMs = monotonicMs.getAsLong();
            } else if (monotonicMs.getAsLong() - progressMs > STALL_MS) {
                throw new LogUnavailableException(
                        "topic " + topic.topic() + " has records up to offset " + endOffset + " and gives none from " + nextOffset,
                        "check the broker that leads it");
            }
        }
        long deadline = monotonicMs.getAsLong() + patienceMs;
        while (filter.lastTimeMs() <= wantedMs && monotonicMs.getAsLong() < deadline) {
            read();
        }
        return new TopicInfo(oldestOffset, nextOffset, filter.state().position(), filter.lastTimeMs());
    }

    private boolean read() {
        List<TopicRecord> records = topic.poll(POLL);
        for (TopicRecord next : records) {
            schemas.check(next, topic.topic());
            byte[] value = next.value();
            record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
            if (filter.judge(record, next.offset()).valid() && firstTimeMs == ShardHistory.NO_BEGINNING) {
                firstTimeMs = record.timeMs();
            }
            nextOffset = next.offset() + 1;
        }
        return !records.isEmpty();
    }

    /** The time of the first valid record that was read; negative if there was none. */
    public long firstTimeMs() {
        return firstTimeMs;
    }

    /** The log's timeline; null if no claim was ever read. */
    public @Nullable Timeline timeline() {
        return filter.state().timeline();
    }
}
