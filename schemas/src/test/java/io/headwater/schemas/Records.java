package io.headwater.schemas;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds records for tests, as a primary would. */
final class Records {
    static final Timeline TIMELINE = new Timeline(0x0123456789abcdefL, -2L);

    private Records() {}

    static RecordStamp stamp(long epoch, long publisher, long nextLsn) {
        return new RecordStamp(TIMELINE, 0, epoch, publisher, 0, nextLsn);
    }

    static byte[] claim(RecordStamp stamp, RecordId after, long timeMs) {
        return new Claim("node-" + stamp.publisher(), "127.0.0.1:6379", after, FailoverMode.MANUAL).encoded(stamp, timeMs);
    }

    /** One record with an entry for each value: SET key value. */
    static List<byte[]> batch(RecordStamp stamp, long timeMs, String... values) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        for (String value : values) {
            encoder.beginEntry(timeMs, 0, null);
            effect(encoder, Cause.COMMAND, "SET", "key", value);
            encoder.endEntry();
        }
        return seal(encoder, stamp);
    }

    static void effect(BatchEncoder encoder, Cause cause, String... arguments) {
        encoder.beginEffect(cause, arguments.length);
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            encoder.argument(bytes, 0, bytes.length);
        }
        encoder.endEffect();
    }

    static List<byte[]> seal(BatchEncoder encoder, RecordStamp stamp) {
        List<byte[]> records = new ArrayList<>();
        encoder.seal(
                stamp,
                (bytes, offset, length, lastLsn, timeMs) ->
                        records.add(Arrays.copyOfRange(bytes, offset, offset + length)));
        return records;
    }

    static LogRecordReader reader(byte[] record) {
        LogRecordReader reader = new LogRecordReader();
        reader.wrap(record, 0, record.length);
        return reader;
    }
}
