package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Records of a few bytes, chunks among them: the project's encoder cuts entries only beyond half a megabyte, so plain Avro cuts them here. */
final class SmallRecords {
    private static final Schema CHUNK = LogSchema.LOG_RECORD.getField("body").schema().getTypes().get(1);
    private static final Schema BATCH = LogSchema.LOG_RECORD.getField("body").schema().getTypes().get(0);

    private final long epoch;
    private final TestRecords records;
    private final byte[] buffer = new byte[4096];

    SmallRecords(long epoch, long nextLsn) {
        this.epoch = epoch;
        records = new TestRecords(epoch, nextLsn);
    }

    long epoch() {
        return epoch;
    }

    long lastLsn() {
        return records.lastLsn();
    }

    void batch(int entries, int valueBytes, RecordSink sink) {
        records.batch(entries, valueBytes, buffer, copying(sink));
    }

    /** What runs between two chunks. */
    interface Between {
        void run() throws IOException;
    }

    /** One entry in so many chunks; sometimes something happens between two of them. */
    void chunks(int count, Random random, RecordSink sink, Between between) throws IOException {
        TestRecords.Kept whole = new TestRecords.Kept();
        records.batch(1, 400 + random.nextInt(800), new byte[8192], whole);
        GenericRecord record = new GenericDatumReader<GenericRecord>(LogSchema.LOG_RECORD)
                .read(null, DecoderFactory.get().binaryDecoder(whole.payloads.getFirst(), null));
        byte[] data = encoded(BATCH, (GenericRecord) record.get("body"));
        int part = (data.length - 1) / count + 1;
        int parts = (data.length - 1) / part + 1;
        for (int index = 0; index < parts; index++) {
            if (random.nextInt(4) == 0) {
                between.run();
            }
            byte[] piece = Arrays.copyOfRange(data, index * part, Math.min(data.length, (index + 1) * part));
            GenericRecord chunk = new GenericData.Record(CHUNK);
            chunk.put("lsn", records.lastLsn());
            chunk.put("index", index);
            chunk.put("count", parts);
            chunk.put("data", ByteBuffer.wrap(piece));
            record.put("body", chunk);
            byte[] payload = encoded(LogSchema.LOG_RECORD, record);
            byte[] bytes = new byte[FrameCodec.HEADER_BYTES + payload.length];
            System.arraycopy(payload, 0, bytes, FrameCodec.HEADER_BYTES, payload.length);
            sink.record(bytes, FrameCodec.HEADER_BYTES, payload.length, records.lastLsn(), 0);
        }
    }

    private static byte[] encoded(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** The encoder's buffer is used again, so the sink gets a copy that fits. */
    private static RecordSink copying(RecordSink sink) {
        return (bytes, offset, length, lastLsn, timeMs) -> {
            byte[] copy = new byte[FrameCodec.HEADER_BYTES + length];
            System.arraycopy(bytes, offset, copy, FrameCodec.HEADER_BYTES, length);
            sink.record(copy, FrameCodec.HEADER_BYTES, length, lastLsn, timeMs);
        };
    }
}
