package io.headwater.it.simulation;

import io.headwater.replication.TopicReader;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A planted bug: a reader that passes over the claims of others while its node leads. */
final class Deafness implements TopicReader {
    private final TopicReader reader;
    private final String node;
    private final BooleanSupplier leads;
    private final LogRecordReader record = new LogRecordReader();

    Deafness(TopicReader reader, String node, BooleanSupplier leads) {
        this.reader = reader;
        this.node = node;
        this.leads = leads;
    }

    @Override
    public List<TopicRecord> poll(Duration timeout) {
        List<TopicRecord> heard = new ArrayList<>();
        for (TopicRecord next : reader.poll(timeout)) {
            record.wrap(next.value(), WireFormat.PREFIX_BYTES, next.value().length - WireFormat.PREFIX_BYTES);
            boolean foreignClaim = record.kind() == RecordKind.CLAIM && !record.claim().node().equals(node);
            if (!foreignClaim || !leads.getAsBoolean()) {
                heard.add(next);
            }
        }
        return heard;
    }

    @Override
    public String topic() {
        return reader.topic();
    }

    @Override
    public String topicId() {
        return reader.topicId();
    }

    @Override
    public void seek(long offset) {
        reader.seek(offset);
    }

    @Override
    public long beginning() {
        return reader.beginning();
    }

    @Override
    public TopicEnd end() {
        return reader.end();
    }

    @Override
    public void close() {
        reader.close();
    }
}
