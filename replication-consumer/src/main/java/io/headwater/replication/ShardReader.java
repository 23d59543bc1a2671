package io.headwater.replication;

import io.headwater.replication.TopicReader.TopicEnd;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shard's history out of its topic: every record is judged by the log filter, and what is valid is handed on in the order of the
 * log. Chunks are held back until their entry is complete, so that a run that a claim voids is never seen. What {@link #note} returns
 * describes exactly what was handed on; stored with the state that was folded from it, it lets another reader go on. That one first looks at the last valid record again: a topic
 * that was truncated and has grown past the offset since would go unnoticed otherwise, as everything behind it is void to a filter that knows the old end. One thread.
 */
public final class ShardReader implements JudgedLog {
    private final TopicReader topic;
    private final RecordSchemas schemas;
    private final LogFilter filter;
    private final LogRecordReader record = new LogRecordReader();
    private final Position beginsAfter;
    private final long notedOffset;
    private final List<JudgedRecord> held = new ArrayList<>();
    private long nextOffset;
    private boolean mustSeek = true;
    /** Where the last valid record stands whose id the members below are; {@link KafkaNote#UNKNOWN_OFFSET} if that is not known. */
    private long lastOffset;
    private long lastPublisher;
    private long lastCounter;
    private boolean verified;
    private @Nullable HeadwaterException failure;

    /**
     * @param from where the caller's state ends; {@link KafkaNote#NONE} reads from offset 0
     * @throws HeadwaterException if the note speaks of another topic of the same name
     */
    public ShardReader(TopicReader topic, int shard, RecordSchemas schemas, KafkaNote from) {
        if (!from.topicId().isEmpty() && !from.topicId().equals(topic.topicId())) {
            throw TopicIdentity.anotherTopic(topic.topic(), topic.topicId(), from.topicId());
        }
        this.topic = topic;
        this.schemas = schemas;
        this.filter = new LogFilter(shard, from.filter());
        this.notedOffset = from.nextOffset();
        this.beginsAfter = from.filter().position();
        RecordId last = from.filter().lastId();
        this.verified = last == null || from.lastOffset() == KafkaNote.UNKNOWN_OFFSET;
        this.lastOffset = last == null ? KafkaNote.UNKNOWN_OFFSET : from.lastOffset();
        this.lastPublisher = last == null ? 0 : last.publisher();
        this.lastCounter = last == null ? 0 : last.counter();
        // What was void behind it is judged again: something else may stand there now.
        this.nextOffset = verified ? notedOffset : lastOffset + 1;
    }

    /**
     * Returns the valid records that follow, waiting up to the timeout for the first record of any kind. Empty when none came, when all were
     * void, and while Kafka cannot be reached.
     *
     * @throws HeadwaterException if the log has a gap, holds a record that this version cannot read, or lost the position, whether or not it has grown again; everything
     *     before was handed on, and every further call throws it again
     */
    @Override
    public List<JudgedRecord> poll(Duration timeout) {
        if (failure != null) {
            throw failure;
        }
        if (mustSeek) {
            topic.seek(verified ? nextOffset : lastOffset);
            mustSeek = false;
        }
        List<JudgedRecord> valid = new ArrayList<>();
        for (TopicRecord next : polled(timeout)) {
            try {
                if (next.offset() < nextOffset) {
                    verify(next);
                    continue;
                }
                schemas.check(next, topic.topic());
                judge(next, valid);
            } catch (HeadwaterException stop) {
                failure = stop;
                if (valid.isEmpty()) {
                    throw stop;
                }
                return valid;
            }
            nextOffset = next.offset() + 1;
        }
        return valid;
    }

    private List<TopicRecord> polled(Duration timeout) {
        if (verified) {
            return topic.poll(timeout);
        }
        try {
            List<TopicRecord> records = topic.poll(timeout);
            if (records.isEmpty() && topic.end().offset() < nextOffset) {
                throw LogRangeException.truncated(topic.topic(), nextOffset);
            }
            return records;
        } catch (LogRangeException outside) {
            if (outside.truncated()) {
                throw outside;
            }
            verified = true; // the record was trimmed: there is nothing to compare with
            nextOffset = notedOffset;
            topic.seek(nextOffset);
            return List.of();
        }
    }

    /** Looks at the last valid record that was read before this reader. */
    private void verify(TopicRecord known) {
        byte[] value = known.value();
        boolean same = known.offset() == lastOffset && value.length > WireFormat.PREFIX_BYTES;
        if (same) {
            schemas.check(known, topic.topic());
            record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
            same = record.publisher() == lastPublisher && record.counter() == lastCounter;
        }
        if (!same) {
            throw LogRangeException.regrown(topic.topic(), lastOffset);
        }
        verified = true;
    }

    /**
     * Whether the topic still holds what was read before this reader began. Known with the first records that {@link #poll} gets; at once if the note did not tell enough to
     * ask.
     */
    public boolean verified() {
        return verified;
    }

    private void judge(TopicRecord next, List<JudgedRecord> valid) {
        byte[] value = next.value();
        int length = value.length - WireFormat.PREFIX_BYTES;
        record.wrap(value, WireFormat.PREFIX_BYTES, length);
        Verdict verdict = filter.judge(record, next.offset());
        if (verdict == Verdict.VOID) {
            return;
        }
        judgedValid(next.offset());
        byte[] entry = verdict == Verdict.CHUNKED_ENTRY ? filter.assembled() : null;
        JudgedRecord judged = new JudgedRecord(
                next.offset(),
                verdict,
                value,
                WireFormat.PREFIX_BYTES,
                length,
                record.epoch(),
                record.lastLsn(),
                record.timeMs(),
                entry);
        switch (verdict) {
            case CHUNK -> hold(judged);
            case CHUNKED_ENTRY -> {
                valid.addAll(held);
                valid.add(judged);
                held.clear();
            }
            case HEARTBEAT -> {
                if (held.isEmpty()) {
                    valid.add(judged);
                }
            }
            case BATCH, CLAIM -> {
                held.clear();
                valid.add(judged);
            }
            case VOID -> throw new AssertionError("returned above");
        }
    }

    /** Remembers where the record stands, unless it is a chunk of an entry that is not complete: {@link #note} tells of what is before that. */
    private void judgedValid(long offset) {
        if (filter.storableOffset(offset + 1) == offset + 1) {
            lastOffset = offset;
            lastPublisher = record.publisher();
            lastCounter = record.counter();
        }
    }

    private void hold(JudgedRecord chunk) {
        if (filter.storableOffset(chunk.offset() + 1) == chunk.offset()) {
            held.clear(); // chunk 0 starts over
        }
        held.add(chunk);
    }

    /**
     * Judges a record that is known to stand at {@link #nextOffset}, so that it need not be fetched: a primary's own, once it was acknowledged there.
     *
     * @throws HeadwaterException if the record does not continue the history
     */
    public Verdict accept(byte[] bytes, int payloadOffset, int length) {
        record.wrap(bytes, payloadOffset, length);
        Verdict verdict = filter.judge(record, nextOffset);
        if (verdict.valid()) {
            judgedValid(nextOffset);
        }
        nextOffset++;
        mustSeek = true;
        held.clear(); // an accepting caller does not use what poll returns
        return verdict;
    }

    @Override
    public Position beginsAfter() {
        return beginsAfter;
    }

    @Override
    public Position position() {
        return filter.state().position();
    }

    @Override
    public long neededOffset() {
        return filter.storableOffset(nextOffset);
    }

    /** The next offset to be judged. */
    @Override
    public long nextOffset() {
        return nextOffset;
    }

    /** What the filter knows in front of {@link #nextOffset}, chunks of an incomplete entry included. */
    public FilterState state() {
        return filter.state();
    }

    /** The last valid lsn. */
    public long lastLsn() {
        return filter.lastLsn();
    }

    /** The time of the last valid record, milliseconds since 1970; 0 before the first. */
    public long lastTimeMs() {
        return filter.lastTimeMs();
    }

    /** The note to store beside the state that was folded from everything handed on so far. */
    public KafkaNote note() {
        FilterState state = filter.storableState();
        RecordId last = state.lastId();
        // Behind an entry whose chunks began twice it is one of the first run.
        boolean known = last != null && last.publisher() == lastPublisher && last.counter() == lastCounter;
        return new KafkaNote(topic.topicId(), filter.storableOffset(nextOffset), known ? lastOffset : KafkaNote.UNKNOWN_OFFSET, state);
    }

    /** The topic that is read. */
    public TopicReader topic() {
        return topic;
    }

    /**
     * Asks the leader for the topic's end: one above the last record that can be read now.
     *
     * @throws LogUnavailableException if it does not answer in time
     */
    @Override
    public TopicEnd end() {
        return topic.end();
    }

    @Override
    public void close() {
        topic.close();
    }
}
