package io.headwater.it.bench;

import io.headwater.replication.TopicReader;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** The topic of a primary that takes SETs of 16-byte keys, made when it is read, so that it takes neither a broker nor memory. One thread. */
final class GeneratedLog implements TopicReader {
    private static final int EFFECTS_PER_RECORD = 800;
    private static final int RECORDS_PER_POLL = 20;
    private static final int KEY_DIGITS = 12;
    private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

    private final RecordStamp stamp = new RecordStamp(new Timeline(1, 2), 0, 1, 3, 0, 1);
    private final LongUnaryOperator keys;
    private final Values values;
    private final byte[] key = "key:000000000000".getBytes(StandardCharsets.US_ASCII);
    private long timeMs;
    private long offset;
    private long written;
    private long end;

    /**
     * Begins empty.
     *
     * @param keys from a command's number to its key's, as of {@link SetLoad}
     * @param timeMs of the first record, milliseconds since 1970
     */
    GeneratedLog(LongUnaryOperator keys, Values values, long timeMs) {
        this.keys = keys;
        this.values = values;
        this.timeMs = timeMs;
    }

    /** So many SETs are there to be read. */
    GeneratedLog until(long effects) {
        end = effects;
        return this;
    }

    @Override
    public List<TopicRecord> poll(Duration timeout) {
        List<TopicRecord> records = new ArrayList<>();
        if (offset == 0) {
            add(new Claim("n", "a:1", null, FailoverMode.MANUAL).encoded(stamp, timeMs), records);
        }
        for (int record = 0; record < RECORDS_PER_POLL && written < end; record++) {
            timeMs++;
            BatchEncoder encoder = new BatchEncoder(new byte[256 * 1024]);
            for (int i = 0; i < EFFECTS_PER_RECORD && written < end; i++) {
                encoder.beginEntry(timeMs, 0, null);
                encoder.beginEffect(Cause.COMMAND, 3);
                encoder.argument(SET, 0, SET.length);
                writeKey(keys.applyAsLong(written));
                encoder.argument(key, 0, key.length);
                byte[] value = values.of(written++);
                encoder.argument(value, 0, value.length);
                encoder.endEffect();
                encoder.endEntry();
            }
            encoder.seal(stamp, (bytes, at, length, lsn, time) -> add(Arrays.copyOfRange(bytes, at, at + length), records));
        }
        return records;
    }

    private void writeKey(long number) {
        long rest = number;
        for (int digit = KEY_DIGITS - 1; digit >= 0; digit--) {
            key[key.length - KEY_DIGITS + digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void add(byte[] payload, List<TopicRecord> records) {
        byte[] value = new byte[WireFormat.PREFIX_BYTES + payload.length];
        WireFormat.write(value, 0, 1);
        System.arraycopy(payload, 0, value, WireFormat.PREFIX_BYTES, payload.length);
        records.add(new TopicRecord(offset++, null, value, LogSchema.fingerprintHeaderValue()));
    }

    @Override
    public String topic() {
        return "generated";
    }

    @Override
    public String topicId() {
        return "generated";
    }

    @Override
    public void seek(long to) {
        if (to != offset) {
            throw new IllegalStateException("a generated log is read once, from its beginning: " + to + " instead of " + offset);
        }
    }

    @Override
    public long beginning() {
        return 0;
    }

    @Override
    public TopicEnd end() {
        return new TopicEnd(offset, 0);
    }

    @Override
    public void close() {}
}
