package io.headwater.replication;

import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the records of a shard's log into a list, as a primary would. */
final class LogBuilder {
    static final Timeline TIMELINE = new Timeline(7, 8);
    static final int SHARD = 0;

    final List<TopicRecord> records = new ArrayList<>();
    private long timeMs = 1_000;
    private long counter;
    private RecordStamp stamp = new RecordStamp(TIMELINE, SHARD, 0, 0, 0, 1);

    /** A claim of the next epoch after the last record. */
    LogBuilder claim(long epoch, long publisher, RecordId after) {
        stamp = new RecordStamp(TIMELINE, SHARD, epoch, publisher, 0, stamp.lastLsn() + 1);
        counter = 0;
        return put(new Claim("node-" + publisher, "host:1", after, FailoverMode.MANUAL).encoded(stamp, timeMs++));
    }

    /** The id of the newest record. */
    RecordId lastId() {
        return new RecordId(stamp.publisher(), counter - 1);
    }

    /** A batch of entries {@code SET key value}. */
    LogBuilder batch(String... keys) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        for (String key : keys) {
            entry(encoder, key, key.getBytes(StandardCharsets.UTF_8));
        }
        encoder.seal(stamp, (bytes, offset, length, lsn, time) -> put(Arrays.copyOfRange(bytes, offset, offset + length)));
        return this;
    }

    /** One entry that is larger than a batch. */
    LogBuilder largeEntry(int bytes) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        entry(encoder, "large", new byte[bytes]);
        encoder.seal(stamp, (array, offset, length, lsn, time) -> put(Arrays.copyOfRange(array, offset, offset + length)));
        return this;
    }

    private void entry(BatchEncoder encoder, String key, byte[] value) {
        encoder.beginEntry(timeMs++, 0, null);
        encoder.beginEffect(Cause.COMMAND, 3);
        for (byte[] argument : List.of("SET".getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8), value)) {
            encoder.argument(argument, 0, argument.length);
        }
        encoder.endEffect();
        encoder.endEntry();
    }

    LogBuilder heartbeat() {
        return put(Heartbeat.encoded(stamp, timeMs++));
    }

    /** The newest record once more. */
    LogBuilder again() {
        TopicRecord last = records.getLast();
        return putValue(last.value());
    }

    /** Takes the newest records away. */
    LogBuilder drop(int count) {
        for (int i = 0; i < count; i++) {
            records.removeLast();
        }
        return this;
    }

    LogBuilder put(byte[] payload) {
        counter++;
        byte[] value = new byte[WireFormat.PREFIX_BYTES + payload.length];
        WireFormat.write(value, 0, 1);
        System.arraycopy(payload, 0, value, WireFormat.PREFIX_BYTES, payload.length);
        return putValue(value);
    }

    LogBuilder putValue(byte[] value) {
        records.add(new TopicRecord(records.size(), null, value, LogSchema.fingerprintHeaderValue()));
        return this;
    }
}
