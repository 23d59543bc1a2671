package io.headwater.archive.testing;

import io.headwater.replication.LogRangeException;
import io.headwater.replication.TopicReader;
import java.time.Duration;
import java.util.List;

/** A topic in memory. What is appended to the list is there at once. */
public final class FakeTopic implements TopicReader {
    private final String id;
    private final List<TopicRecord> records;
    private final long beginning;
    private final int pollRecords;
    private long position;
    private long firstFetched = -1;

    /** @param records at the offsets that they name, from {@code beginning} on, without gaps */
    public FakeTopic(String id, List<TopicRecord> records, int pollRecords) {
        this(id, records, 0, pollRecords);
    }

    /** @param beginning the first offset that is left */
    public FakeTopic(String id, List<TopicRecord> records, long beginning, int pollRecords) {
        this.id = id;
        this.records = records;
        this.beginning = beginning;
        this.pollRecords = pollRecords;
    }

    /** The first offset that was asked for; -1 before the first poll. */
    public long firstFetched() {
        return firstFetched;
    }

    @Override
    public String topic() {
        return "main.binlog.0";
    }

    @Override
    public String topicId() {
        return id;
    }

    @Override
    public void seek(long offset) {
        position = offset;
    }

    @Override
    public List<TopicRecord> poll(Duration timeout) {
        if (position < beginning) {
            throw LogRangeException.trimmed(topic(), position, beginning);
        }
        if (firstFetched < 0) {
            firstFetched = position;
        }
        int to = (int) Math.min(records.size(), position + pollRecords);
        List<TopicRecord> batch = List.copyOf(records.subList((int) position, to));
        position = to;
        return batch;
    }

    @Override
    public long beginning() {
        return beginning;
    }

    @Override
    public TopicEnd end() {
        return new TopicEnd(records.size(), 0);
    }

    @Override
    public void close() {}
}
