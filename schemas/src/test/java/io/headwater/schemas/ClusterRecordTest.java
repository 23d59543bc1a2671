package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ClusterRecordTest {
    private static final List<ClusterRecord> RECORDS = List.of(
            new ClusterRecord.ShardCount(3),
            new ClusterRecord.Primary(1, "node", "host:6379", 7),
            new ClusterRecord.Reader("r", "replica", 2, "host:6380", new Position(4, 9_000_000_000L), 7_000_000L, 1_700_000_000_000L, 5_000, 8_999_999_999L),
            new ClusterRecord.Timings(2, "node", 500, 650),
            new ClusterRecord.Branch("4711", 2, "orders", 1_700_000_000_000L, 1_700_000_009_000L));

    @Test
    void everyRecordReadsBack() {
        for (ClusterRecord record : RECORDS) {
            byte[] bytes = record.encoded();
            assertEquals(record, ClusterRecord.decode(ClusterRecord.FINGERPRINT, bytes, 0, bytes.length));
        }
    }

    /** Compaction keeps a record for as long as nobody writes its key again. */
    @Test
    void recordsOfTheFirstVersionAreRead() throws IOException {
        Schema first = new Schema.Parser().parse(LogSchema.resource("cluster-record-1.avsc"));
        Schema reader = first.getField("body").schema().getTypes().get(2);
        GenericRecord body = new GenericRecordBuilder(reader)
                .set("name", "r").set("role", "replica").set("shard", 2).set("address", "host:6380").set("epoch", 4L).set("lsn", 17L)
                .set("nextOffset", 7L).set("lastSeen", 1_700L).set("timeToLive", 5_000L).build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(first).write(new GenericRecordBuilder(first).set("body", body).build(), encoder);
        encoder.flush();
        assertEquals(
                new ClusterRecord.Reader("r", "replica", 2, "host:6380", new Position(4, 17), 7, 1_700, 5_000, -1),
                ClusterRecord.decode(ClusterRecord.FIRST_FINGERPRINT, out.toByteArray(), 0, out.size()));
        Schema now = new Schema.Parser().parse(ClusterRecord.SCHEMA_JSON);
        assertEquals(
                SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE,
                SchemaCompatibility.checkReaderWriterCompatibility(now, first).getType());
    }

    @Test
    void theBytesArePlainAvro() throws IOException {
        Schema schema = new Schema.Parser().parse(ClusterRecord.SCHEMA_JSON);
        GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
        for (ClusterRecord record : RECORDS) {
            GenericRecord read = reader.read(null, DecoderFactory.get().binaryDecoder(record.encoded(), null));
            assertEquals(record.getClass().getSimpleName(), ((GenericRecord) read.get("body")).getSchema().getName());
        }
    }

    @Test
    void cutBytesAreRefused() {
        byte[] bytes = RECORDS.get(2).encoded();
        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThrows(LogFormatException.class, () -> ClusterRecord.decode(ClusterRecord.FINGERPRINT, bytes, 0, cut));
        }
    }
}
