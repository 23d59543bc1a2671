package io.headwater.replication;

import java.time.Duration;
import java.util.List;

/** A topic in memory. */
final class ListTopic implements TopicReader {
    private final String topicId;
    private final List<TopicRecord> records;
    private final int recordsPerPoll;
    private int position;

    ListTopic(String topicId, List<TopicRecord> records, int recordsPerPoll) {
        this.topicId = topicId;
        this.records = records;
        this.recordsPerPoll = recordsPerPoll;
    }

    @Override
    public String topic() {
        return "test.binlog.0";
    }

    @Override
    public String topicId() {
        return topicId;
    }

    @Override
    public void seek(long offset) {
        position = (int) offset;
    }

    @Override
    public List<TopicRecord> poll(Duration timeout) {
        if (position > records.size()) {
            throw LogRangeException.truncated(topic(), position);
        }
        int to = Math.min(records.size(), position + recordsPerPoll);
        List<TopicRecord> polled = List.copyOf(records.subList(position, to));
        position = to;
        return polled;
    }

    @Override
    public long beginning() {
        return 0;
    }

    @Override
    public TopicEnd end() {
        return new TopicEnd(records.size(), 0);
    }

    @Override
    public void close() {}
}
