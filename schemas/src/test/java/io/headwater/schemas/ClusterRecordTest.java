package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class ClusterRecordTest {
    private static final List<ClusterRecord> RECORDS = List.of(
            new ClusterRecord.ShardCount(3),
            new ClusterRecord.Primary(1, "node", "host:6379", 7),
            new ClusterRecord.Reader("r", "replica", 2, "host:6380", new Position(4, 9_000_000_000L), 7_000_000L, 1_700_000_000_000L, 5_000),
            new ClusterRecord.Branch("4711", 2, "orders", 1_700_000_000_000L, 1_700_000_009_000L));

    @Test
    void everyRecordReadsBack() {
        for (ClusterRecord record : RECORDS) {
            byte[] bytes = record.encoded();
            assertEquals(record, ClusterRecord.decode(bytes, 0, bytes.length));
        }
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
            assertThrows(LogFormatException.class, () -> ClusterRecord.decode(bytes, 0, cut));
        }
    }
}
