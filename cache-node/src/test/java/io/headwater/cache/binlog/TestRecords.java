package io.headwater.cache.binlog;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordSink;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the records of one primary: each entry sets a key named by its lsn. */
final class TestRecords {
    static final int SHARD = 3;
    static final Timeline TIMELINE = new Timeline(0x1122334455667788L, 0x99aabbccddeeff00L);
    private static final byte[] SET = {'S', 'E', 'T'};

    private final RecordStamp stamp;
    private long timeMs = 1_700_000_000_000L;

    TestRecords(long epoch, long nextLsn) {
        this(TIMELINE, epoch, nextLsn);
    }

    TestRecords(Timeline timeline, long epoch, long nextLsn) {
        stamp = new RecordStamp(timeline, SHARD, epoch, 77, 0, nextLsn);
    }

    /** The last lsn that was given out. */
    long lastLsn() {
        return stamp.lastLsn();
    }

    /** Seals one batch, or the chunks of one entry if the value is that long. */
    void batch(int entries, int valueBytes, RecordSink sink) {
        batch(entries, valueBytes, new byte[BatchEncoder.MAX_BATCH_BYTES / 8], sink);
    }

    void batch(int entries, int valueBytes, byte[] buffer, RecordSink sink) {
        BatchEncoder encoder = new BatchEncoder(buffer);
        for (int i = 0; i < entries; i++) {
            long lsn = stamp.lastLsn() + 1 + i;
            byte[] key = ("key:" + lsn).getBytes();
            byte[] value = value(lsn, valueBytes);
            encoder.beginEntry(timeMs, 0, null);
            encoder.beginEffect(Cause.COMMAND, 3);
            encoder.argument(SET, 0, 3);
            encoder.argument(key, 0, key.length);
            encoder.argument(value, 0, value.length);
            encoder.endEffect();
            encoder.endEntry();
        }
        timeMs++;
        encoder.seal(stamp, sink);
    }

    static byte[] value(long lsn, int bytes) {
        byte[] value = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            value[i] = (byte) (lsn * 31 + i * 7);
        }
        return value;
    }

    static KafkaNote note(long nextOffset, long epoch, long lastLsn) {
        return new KafkaNote(
                "topic",
                nextOffset,
                new FilterState(
                        TIMELINE, epoch, 77, "node", "host:1", FailoverMode.MANUAL, lastLsn, new RecordId(77, nextOffset), 1, List.of()));
    }

    /** Keeps copies of sealed records. */
    static final class Kept implements RecordSink {
        final List<byte[]> payloads = new ArrayList<>();
        final List<Long> lastLsns = new ArrayList<>();

        @Override
        public void record(byte[] bytes, int payloadOffset, int payloadLength, long lastLsn, long timeMs) {
            payloads.add(Arrays.copyOfRange(bytes, payloadOffset, payloadOffset + payloadLength));
            lastLsns.add(lastLsn);
        }
    }

    /** Checks every entry that a recovery hands over against the way in which they are made, and counts lsns. */
    static final class Checker implements BinlogHandler {
        long lastLsn;
        long entries;
        final List<KafkaNote> notes = new ArrayList<>();

        Checker(long baseLsn) {
            lastLsn = baseLsn;
        }

        @Override
        public void entries(LogRecordReader record) {
            while (record.nextEntry()) {
                if (record.lsn() <= lastLsn) {
                    continue;
                }
                if (record.lsn() != lastLsn + 1) {
                    throw new AssertionError("lsn " + record.lsn() + " after " + lastLsn);
                }
                lastLsn = record.lsn();
                entries++;
                if (!record.nextEffect()) {
                    throw new AssertionError("no effect in lsn " + lastLsn);
                }
                String key = new String(record.argument(1));
                if (!key.equals("key:" + lastLsn)
                        || !Arrays.equals(record.argument(2), value(lastLsn, record.argumentLength(2)))) {
                    throw new AssertionError("lsn " + lastLsn + " is not what was written: " + key);
                }
            }
        }

        @Override
        public void note(KafkaNote note) {
            notes.add(note);
        }
    }
}
