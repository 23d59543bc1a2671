package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class BatchEncoderTest {
    @Test
    void aSealedBatchIsPlainAvro() throws IOException {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(1_000, 3, new Actor("loader", "alice").encoded());
        Records.effect(encoder, Cause.COMMAND, "SET", "k", "v");
        Records.effect(encoder, Cause.EXPIRY, "DEL", "old");
        encoder.endEntry();
        encoder.control(1_001, ControlKind.MARKER, new byte[] {7});
        GenericRecord record = decode(Records.seal(encoder, Records.stamp(5, 42, 17)).getFirst());

        assertEquals(5L, record.get("epoch"));
        assertEquals(1_001L, record.get("time"));
        assertEquals(18L, record.get("lastLsn"));
        GenericRecord batch = (GenericRecord) record.get("body");
        assertEquals(17L, batch.get("firstLsn"));
        List<?> entries = (List<?>) batch.get("entries");
        assertEquals(2, entries.size());
        GenericRecord entry = (GenericRecord) entries.getFirst();
        assertEquals(3, entry.get("database"));
        assertEquals("loader", ((GenericRecord) entry.get("actor")).get("client").toString());
        List<?> effects = (List<?>) ((GenericRecord) entry.get("content")).get("effects");
        assertEquals("EXPIRY", ((GenericRecord) effects.get(1)).get("cause").toString());
        assertEquals(
                List.of(bytes("SET"), bytes("k"), bytes("v")),
                ((GenericRecord) effects.getFirst()).get("arguments"));
    }

    @Test
    void whatAvroItselfWritesIsReadToo() throws IOException {
        byte[] ours = Records.batch(Records.stamp(1, 2, 1), 99, "a", "b").getFirst();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // The blocking encoder writes arrays with negative counts and sizes, which our own never does.
        BinaryEncoder avro = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(LogSchema.LOG_RECORD).write(decode(ours), avro);
        avro.flush();

        assertFalse(Arrays.equals(ours, out.toByteArray()));
        LogRecordReader reader = Records.reader(out.toByteArray());
        assertTrue(reader.nextEntry());
        assertTrue(reader.nextEntry());
        assertTrue(reader.nextEffect());
        assertArrayEquals("b".getBytes(StandardCharsets.UTF_8), reader.argument(2));
        assertFalse(reader.nextEntry());
        assertFalse(reader.nextEntry());
    }

    @Test
    void aTruncatedEffectLeavesNoTrace() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(1, 0, null);
        Records.effect(encoder, Cause.COMMAND, "SET", "k", "v");
        int mark = encoder.mark();
        Records.effect(encoder, Cause.COMMAND, "SET", "k", "too large");
        encoder.truncate(mark, 1);
        encoder.endEntry();
        encoder.beginEntry(1, 0, null);
        int first = encoder.mark();
        Records.effect(encoder, Cause.COMMAND, "SET", "k", "also too large");
        encoder.truncate(first, 0);
        encoder.endEntry();

        LogRecordReader reader = Records.reader(
                Records.seal(encoder, Records.stamp(1, 1, 1)).getFirst());
        assertTrue(reader.nextEntry());
        assertNull(reader.actor());
        assertTrue(reader.nextEffect());
        assertFalse(reader.nextEffect());
        assertFalse(reader.nextEntry());
        assertEquals(1, reader.lastLsn());
    }

    @Test
    void theBufferGrowsAndOffsetsStayTrue() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        byte[] value = new byte[10_000];
        new Random(1).nextBytes(value);
        encoder.beginEntry(1, 0, null);
        encoder.beginEffect(Cause.COMMAND, 2);
        int name = encoder.argument(new byte[] {'X'}, 0, 1);
        int at = encoder.argument(value, 0, value.length);
        encoder.endEffect();
        assertEquals('X', encoder.buffer()[name]);
        assertArrayEquals(value, Arrays.copyOfRange(encoder.buffer(), at, at + value.length));
    }

    @Test
    void aBatchOfMoreThanTheLimitBecomesSeveral() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        String large = "x".repeat(200 * 1024);
        for (int i = 0; i < 6; i++) {
            encoder.beginEntry(10 + i, 0, null);
            Records.effect(encoder, Cause.COMMAND, "SET", "k" + i, large);
            encoder.endEntry();
        }
        List<byte[]> records = Records.seal(encoder, Records.stamp(1, 1, 1));
        LogFilter filter = claimed();
        long entries = 0;
        for (byte[] record : records) {
            assertTrue(record.length <= FrameCodec.MAX_PAYLOAD_BYTES);
            LogRecordReader reader = Records.reader(record);
            assertEquals(Verdict.BATCH, filter.judge(reader, 1 + entries));
            while (reader.nextEntry()) {
                entries++;
                assertEquals(entries, reader.lsn());
                assertEquals(9 + entries, reader.entryTimeMs());
            }
        }
        assertEquals(6, entries);
        assertEquals(3, records.size());
    }

    @Test
    void anEntryOfMoreThanTheLimitBecomesChunksBetweenItsNeighbours() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        String huge = "y".repeat(3 * BatchEncoder.MAX_BATCH_BYTES);
        for (String value : List.of("before", huge, "after")) {
            encoder.beginEntry(5, 2, null);
            Records.effect(encoder, Cause.COMMAND, "SET", "k", value);
            encoder.endEntry();
        }
        LogFilter filter = claimed();
        StringBuilder seen = new StringBuilder();
        List<byte[]> records = Records.seal(encoder, Records.stamp(1, 1, 1));
        for (int i = 0; i < records.size(); i++) {
            LogRecordReader reader = Records.reader(records.get(i));
            assertTrue(records.get(i).length <= FrameCodec.MAX_PAYLOAD_BYTES);
            Verdict verdict = filter.judge(reader, i + 1);
            if (verdict == Verdict.CHUNKED_ENTRY) {
                reader.wrapBatchBody(filter.assembled());
            }
            if (verdict.takesEffect()) {
                while (reader.nextEntry()) {
                    assertTrue(reader.nextEffect());
                    seen.append(reader.lsn()).append(':').append(reader.argumentLength(2)).append(' ');
                }
            }
        }
        assertEquals("1:6 2:" + huge.length() + " 3:5 ", seen.toString());
        assertEquals(6, records.size());
    }

    @Test
    void noDamagedRecordEscapesAsAnythingButAFormatError() {
        byte[] good = Records.batch(Records.stamp(1, 2, 1), 99, "one", "two", "three").getFirst();
        Random random = new Random(20261120);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = 1 + random.nextInt(3); flips > 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                LogRecordReader reader = Records.reader(bad);
                while (reader.nextEntry()) {
                    while (reader.nextEffect()) {
                        assertTrue(reader.argumentCount() > 0);
                    }
                }
                switch (reader.kind()) {
                    case CLAIM -> reader.claim();
                    case CHUNK -> reader.chunk();
                    case BATCH, HEARTBEAT -> {}
                }
            } catch (LogFormatException expected) {
                assertEquals(HeadwaterException.EXIT_CORRUPT, expected.exitCode());
            }
        }
    }

    @Test
    void anOpenEntryIsNeverSealed() {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(1, 0, null);
        assertThrows(IllegalStateException.class, () -> Records.seal(encoder, Records.stamp(1, 1, 1)));
        assertThrows(IllegalStateException.class, () -> encoder.beginEntry(1, 0, null));
    }

    private static LogFilter claimed() {
        LogFilter filter = new LogFilter(0, FilterState.START);
        RecordStamp claimer = Records.stamp(1, 1, 1);
        assertEquals(Verdict.CLAIM, filter.judge(Records.reader(Records.claim(claimer, null, 1)), 0));
        // The claim took counter 0; so does the first batch of a fresh stamp, which must therefore start above it.
        return new LogFilter(0, withCounter(filter.state(), -1));
    }

    private static FilterState withCounter(FilterState state, long counter) {
        return new FilterState(
                state.timeline(),
                state.epoch(),
                state.publisher(),
                state.node(),
                state.address(),
                state.failover(),
                state.lastLsn(),
                new RecordId(state.publisher(), counter),
                state.lastTimeMs(),
                state.epochEnds());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static GenericRecord decode(byte[] record) throws IOException {
        return new GenericDatumReader<GenericRecord>(LogSchema.LOG_RECORD)
                .read(null, DecoderFactory.get().binaryDecoder(record, null));
    }
}
