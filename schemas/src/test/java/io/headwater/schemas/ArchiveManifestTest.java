package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.schemas.ArchiveManifest.Seen;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.util.List;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class ArchiveManifestTest {
    private static final KafkaNote START = new KafkaNote("", 0, FilterState.START);
    private static final KafkaNote END = new KafkaNote(
            "topic-id", 77, new FilterState(
                    Records.TIMELINE, 3, -5, "node-a", "127.0.0.1:6379", FailoverMode.AUTO, 1042, new RecordId(-5, 9), 1_700_000_000_000L,
                    List.of(new EpochEnd(1, 10), new EpochEnd(2, 1000))));
    private static final StoredObject OBJECT = new StoredObject("main/0/log/x.avro", "ab".repeat(32), 12345);
    private static final List<ArchiveManifest> ALL = List.of(
            new ArchiveManifest("main", 0, END, new Segment(OBJECT, 7, START, 1_600_000_000_000L, 12, 34)),
            new ArchiveManifest("main", 5, END, new Snapshot(OBJECT, 99, null)),
            new ArchiveManifest("main", 5, END, new Snapshot(OBJECT, 99, new ArchiveManifest.Proven(71, 1_795_199_400_000L))),
            new ArchiveManifest("main", 5, END, new Seen(7, 1_700_000_000_100L)));

    @Test
    void manifestsReadWhatTheyWrite() {
        for (ArchiveManifest manifest : ALL) {
            byte[] bytes = manifest.encoded();
            assertEquals(manifest, ArchiveManifest.decode(bytes, 0, bytes.length));
        }
    }

    @Test
    void manifestsAreAvroForEveryoneElse() throws IOException {
        for (ArchiveManifest manifest : ALL) {
            byte[] bytes = manifest.encoded();
            GenericRecord record = new GenericDatumReader<GenericRecord>(LogSchema.ARCHIVE_MANIFEST)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            assertEquals(manifest.shard(), record.get("shard"));
            assertEquals(manifest.content().getClass().getSimpleName(), ((GenericRecord) record.get("content")).getSchema().getName());
            assertEquals(1042L, ((GenericRecord) ((GenericRecord) record.get("end")).get("filter")).get("lastLsn"));
        }
    }

    @Test
    void aManifestCutShortIsRefused() {
        byte[] bytes = ALL.getFirst().encoded();
        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThrows(LogFormatException.class, () -> ArchiveManifest.decode(bytes, 0, cut));
        }
    }
}
