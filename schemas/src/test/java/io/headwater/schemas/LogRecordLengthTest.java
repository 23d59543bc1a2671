package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRecordLengthTest {
    private final LogRecordLength length = new LogRecordLength();

    @Test
    void recordsOfEveryKindAreFoundOneBehindTheOther() {
        List<byte[]> records = records();
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        records.forEach(block::writeBytes);
        byte[] bytes = block.toByteArray();
        int at = 0;
        for (byte[] record : records) {
            assertEquals(record.length, length.of(bytes, at, bytes.length));
            at += record.length;
        }
        assertEquals(bytes.length, at);
    }

    @Test
    void aRecordThatDoesNotEndInTheBlockIsRefused() {
        for (byte[] record : records()) {
            assertThrows(LogFormatException.class, () -> length.of(record, 0, record.length - 1));
        }
    }

    private static List<byte[]> records() {
        RecordStamp stamp = Records.stamp(1, 7, 1);
        List<byte[]> records = new ArrayList<>();
        records.add(Records.claim(stamp, null, 100));
        records.add(Records.claim(stamp, new RecordId(4, 2), 100));
        records.addAll(Records.batch(stamp, 101, "a", "b", "c"));
        records.add(Heartbeat.encoded(stamp, 102));
        records.addAll(Records.batch(stamp, 103, "x".repeat(1_200_000)));
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.control(104, ControlKind.MARKER, new byte[] {1, 2});
        encoder.beginEntry(105, 3, new Actor("client", "user").encoded());
        Records.effect(encoder, Cause.EXPIRY, "DEL", "k");
        Records.effect(encoder, Cause.COMMAND, "FLUSHALL");
        encoder.endEntry();
        records.addAll(Records.seal(encoder, stamp));
        return records;
    }
}
