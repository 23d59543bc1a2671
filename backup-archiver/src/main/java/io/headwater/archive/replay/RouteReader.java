package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.SegmentReader;
import io.headwater.archive.ShardTopics;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogContradictionException;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records along a route, behind its snapshot: the segments, then the topic. Everything read is checked on the way: objects by size and SHA-256, their records
 * by the log filter, which sees every gap; and each piece must start where the one before it ends. One instance serves one walk, on one thread.
 */
final class RouteReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long STALL_MS = 15_000;
    private static final long PROGRESS_INTERVAL_MS = 200;
    private static final int RECORDS_BETWEEN_PROGRESS = 64;

    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final Progress progress;
    private final Route route;

    private @Nullable RecordTaker taker;
    private KafkaNote end = KafkaNote.NONE;
    private long bytes;
    private long nextProgressMs;

    RouteReader(
            Archive archive,
            @Nullable ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            Progress progress,
            Route route) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.progress = progress;
        this.route = route;
    }

    /**
     * Walks.
     *
     * @param start the log in front of the first record that is read
     * @param open makes the taker, once it is known from which state the log goes on
     * @return the taker; null if there was nothing to take
     * @throws DamagedObjectException if an object on the way cannot be used; another route may avoid it
     * @throws HeadwaterException if the topic cannot be read, or the taker cannot go on
     */
    @Nullable RecordTaker run(KafkaNote start, Function<FilterState, RecordTaker> open) {
        end = start;
        readSegments(open);
        if (route.topic() != null && !passed()) {
            readTopic(open);
        }
        if (!passed() && end.filter().lastLsn() < route.end().lsn()) {
            throw new HeadwaterException(
                    "the log of shard " + route.history().shard() + " ended at " + end.filter().position()
                            + " while it was read, where it had reached " + route.end() + " before",
                    "run the command again",
                    HeadwaterException.EXIT_CORRUPT);
        }
        return taker;
    }

    /** The log behind the last record that was read. */
    KafkaNote end() {
        return end;
    }

    /** Bytes of the objects and records that were read. */
    long bytes() {
        return bytes;
    }

    private boolean passed() {
        return taker != null && taker.passed();
    }

    private void readSegments(Function<FilterState, RecordTaker> open) {
        try (SegmentFetcher fetcher = new SegmentFetcher(archive, route.segments());
                ExecutorService decoder = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("segment-decoder").factory())) {
            for (SegmentFetcher.Fetched fetched = fetcher.next(); fetched != null && !passed(); fetched = fetcher.next()) {
                FilterState start = fetched.segment().start().filter();
                if (taker == null) {
                    taker = open.apply(start);
                } else if (!taker.filter().state().equals(start)) {
                    throw new DamagedObjectException(
                            fetched.segment().object().name(),
                            "starts at " + start.position() + " and does not continue what is before it");
                }
                readSegment(fetched, taker, decoder);
                bytes += fetched.length();
                end = fetched.manifest().end();
            }
        }
    }

    private void readSegment(SegmentFetcher.Fetched fetched, RecordTaker into, Executor decoder) {
        String name = fetched.segment().object().name();
        SegmentReader records = new SegmentReader(fetched.bytes(), fetched.length(), name, decoder);
        try {
            for (long index = 0; records.next() && !into.passed(); index++) {
                if (!into.take(records.bytes(), records.offset(), records.length(), index).valid()) {
                    throw new DamagedObjectException(name, "holds a record, number " + index + ", that is not the log's");
                }
                sayProgress(into, index);
            }
        } catch (LogContradictionException | LogFormatException e) {
            throw new DamagedObjectException(name, "contradicts the log: " + e.getMessage());
        }
        if (!into.passed() && !into.filter().state().equals(fetched.manifest().end().filter())) {
            throw new DamagedObjectException(name, "ends at " + into.filter().state().position() + ", where its manifest says "
                    + fetched.manifest().position());
        }
    }

    private void readTopic(Function<FilterState, RecordTaker> open) {
        int shard = route.history().shard();
        TopicInfo known = Objects.requireNonNull(route.history().topic());
        try (TopicReader topic = Objects.requireNonNull(topics).open(shard).orElse(null)) {
            if (topic == null || !end.topicId().isEmpty() && !end.topicId().equals(topic.topicId())) {
                throw new LogUnavailableException(
                        "the topic of shard " + shard + " is not there any more", "run the command again");
            }
            progress.step(what() + ": reading " + topic.topic() + " from offset " + end.nextOffset());
            if (taker == null) {
                taker = open.apply(end.filter());
            }
            readTopic(topic, taker, known.endOffset());
        }
    }

    private void readTopic(TopicReader topic, RecordTaker into, long endOffset) {
        RecordSchemas known = schemas.get();
        long nextOffset = end.nextOffset();
        long readMs = nowMs();
        topic.seek(nextOffset);
        while (nextOffset < endOffset && !into.passed()) {
            List<TopicRecord> records = topic.poll(POLL);
            if (records.isEmpty() && nowMs() - readMs > STALL_MS) {
                throw new LogUnavailableException(
                        "topic " + topic.topic() + " gives no records from offset " + nextOffset + " on",
                        "check the broker that leads it");
            }
            for (TopicRecord record : records) {
                if (nextOffset >= endOffset || into.passed()) {
                    break;
                }
                known.check(record, topic.topic());
                byte[] value = record.value();
                into.take(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES, record.offset());
                nextOffset = record.offset() + 1;
                bytes += value.length;
                readMs = nowMs();
                sayProgress(into, nextOffset);
            }
        }
        end = new KafkaNote(topic.topicId(), into.filter().storableOffset(nextOffset), into.filter().storableState());
    }

    private void sayProgress(RecordTaker into, long count) {
        if (count % RECORDS_BETWEEN_PROGRESS == 0 && nowMs() >= nextProgressMs) {
            progress.advanced(what(), into.entries(), route.entries(), into.effects());
            nextProgressMs = nowMs() + PROGRESS_INTERVAL_MS;
        }
    }

    private String what() {
        return "shard " + route.history().shard();
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
