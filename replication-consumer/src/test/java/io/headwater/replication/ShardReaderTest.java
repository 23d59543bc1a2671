package io.headwater.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardReaderTest {
    private static final String TOPIC_ID = "topic-1";
    private static final int LARGE = 2 * BatchEncoder.MAX_BATCH_BYTES + 10;

    private final LogBuilder log = new LogBuilder();

    @Test
    void validRecordsComeWithOffsetAndVerdict() {
        log.claim(1, 100, null).batch("a", "b").heartbeat().batch("c");
        List<JudgedRecord> read = readAll(reader(KafkaNote.NONE));
        assertEquals(
                List.of(Verdict.CLAIM, Verdict.BATCH, Verdict.HEARTBEAT, Verdict.BATCH),
                read.stream().map(JudgedRecord::verdict).toList());
        assertEquals(List.of(0L, 1L, 2L, 3L), read.stream().map(JudgedRecord::offset).toList());
        assertEquals(List.of(0L, 2L, 2L, 3L), read.stream().map(JudgedRecord::lastLsn).toList());
    }

    @Test
    void payloadIsTheRecordWithoutItsPrefix() {
        log.claim(1, 100, null).batch("a");
        JudgedRecord batch = readAll(reader(KafkaNote.NONE)).getLast();
        LogRecordReader record = new LogRecordReader();
        batch.read(record);
        assertTrue(record.nextEntry());
        assertTrue(record.nextEffect());
        assertArrayEquals("a".getBytes(), record.argument(1));
        assertEquals(log.records.getLast().value().length - 5, batch.payload().length);
    }

    @Test
    void duplicatesAndVoidClaimsAreNotHandedOn() {
        log.claim(1, 100, null).batch("a").again();
        LogBuilder late = new LogBuilder().claim(2, 200, null); // names no predecessor, so it is void
        log.putValue(late.records.getFirst().value());
        ShardReader reader = reader(KafkaNote.NONE);
        assertEquals(2, readAll(reader).size());
        assertEquals(4, reader.nextOffset());
        assertEquals(1, reader.state().epoch());
    }

    @Test
    void chunksAreHandedOnTogetherWhenTheirEntryIsComplete() {
        log.claim(1, 100, null).batch("a").largeEntry(LARGE);
        ShardReader reader = reader(KafkaNote.NONE);
        List<JudgedRecord> read = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            read.addAll(reader.poll(Duration.ZERO));
            assertEquals(Math.min(i + 1, 2), read.size(), "after offset " + i);
        }
        assertEquals(2, reader.note().nextOffset(), "a restart must read chunk 0 again");
        read.addAll(reader.poll(Duration.ZERO));
        assertEquals(Verdict.CHUNKED_ENTRY, read.getLast().verdict());
        assertEquals(5, read.size());
        LogRecordReader record = new LogRecordReader();
        read.getLast().read(record);
        assertTrue(record.nextEntry());
        assertEquals(2, record.lsn());
        assertTrue(record.nextEffect());
        assertEquals(LARGE, record.argumentLength(2));
    }

    @Test
    void aRunOfChunksThatAClaimVoidsIsNeverSeen() {
        log.claim(1, 100, null).largeEntry(LARGE).drop(1);
        LogBuilder next = new LogBuilder().claim(2, 200, new io.headwater.schemas.RecordId(100, 2)).batch("after");
        next.records.forEach(record -> log.putValue(record.value()));
        List<Verdict> verdicts =
                readAll(reader(KafkaNote.NONE)).stream().map(JudgedRecord::verdict).toList();
        assertEquals(List.of(Verdict.CLAIM, Verdict.CLAIM, Verdict.BATCH), verdicts);
    }

    @Test
    void everyNoteLetsAnotherReaderGoOn() {
        log.claim(1, 100, null).batch("a").largeEntry(LARGE).heartbeat().batch("b", "c").again().batch("d");
        List<Long> whole = lsns(readAll(reader(KafkaNote.NONE)));
        ShardReader first = reader(KafkaNote.NONE);
        List<Long> before = new ArrayList<>();
        for (int offset = 0; offset < log.records.size(); offset++) {
            List<Long> resumed = new ArrayList<>(before);
            resumed.addAll(lsns(readAll(reader(first.note()))));
            assertEquals(whole, resumed, "resumed at offset " + offset);
            before.addAll(lsns(first.poll(Duration.ZERO)));
        }
    }

    @Test
    void whatStandsBehindAGapIsHandedOnWhenItComesAgain() {
        log.claim(1, 100, null).batch("a").batch("b").batch("c");
        TopicRecord lost = log.records.remove(2);
        TopicRecord early = log.records.remove(2);
        log.putValue(early.value()).putValue(lost.value()).putValue(early.value());
        ShardReader reader = reader(KafkaNote.NONE);
        assertEquals(List.of(1L, 2L, 3L), lsns(readAll(reader)));
        assertEquals(5, reader.nextOffset());
    }

    @Test
    void aContradictionStopsTheReaderBehindWhatIsWhole() {
        log.claim(1, 100, null).batch("a").batch("b").putValue(new byte[] {0, 0, 0, 0, 1, 2, 3});
        ShardReader reader =
                new ShardReader(new ListTopic(TOPIC_ID, log.records, 100), 0, new RecordSchemas(null), KafkaNote.NONE);
        assertEquals(3, reader.poll(Duration.ZERO).size());
        assertThrows(HeadwaterException.class, () -> reader.poll(Duration.ZERO));
        assertThrows(HeadwaterException.class, () -> reader.poll(Duration.ZERO), "every time");
        assertEquals(3, reader.note().nextOffset());
    }

    @Test
    void anotherTopicOfTheSameNameIsRefused() {
        KafkaNote elsewhere = new KafkaNote("topic-0", 0, KafkaNote.NONE.filter());
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> reader(elsewhere));
        assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
        assertTrue(String.valueOf(refused.getMessage()).contains("topic-0"));
        assertFalse(refused.hint().isEmpty());
    }

    @Test
    void aPositionBehindTheEndIsAnErrorAndNotARestart() {
        log.claim(1, 100, null);
        ShardReader reader = reader(new KafkaNote(TOPIC_ID, 5, KafkaNote.NONE.filter()));
        assertTrue(assertThrows(LogRangeException.class, () -> reader.poll(Duration.ZERO)).truncated());
    }

    @Test
    void aTopicThatGrewAgainAfterItLostItsEndIsFoundOutByTheLastRecordThatWasRead() {
        log.claim(1, 100, null).batch("a").batch("b").heartbeat().again();
        ShardReader before = reader(KafkaNote.NONE);
        readAll(before);
        KafkaNote note = before.note();
        assertEquals(5, note.nextOffset());
        assertEquals(3, note.lastOffset());
        ShardReader same = reader(note);
        assertFalse(same.verified());
        log.batch("c");
        assertEquals(1, readAll(same).size());
        assertTrue(same.verified());
        ShardReader cut = new ShardReader(new ListTopic(TOPIC_ID, log.records.subList(0, 3), 100), 0, new RecordSchemas(null), note);
        assertTrue(assertThrows(LogRangeException.class, () -> cut.poll(Duration.ZERO)).truncated());
        LogBuilder other = new LogBuilder().claim(1, 100, null).batch("a").claim(2, 200, null).heartbeat().heartbeat().heartbeat();
        ShardReader misled = new ShardReader(new ListTopic(TOPIC_ID, other.records, 100), 0, new RecordSchemas(null), note);
        LogRangeException found = assertThrows(LogRangeException.class, () -> misled.poll(Duration.ZERO));
        assertTrue(found.truncated());
    }

    @Test
    void anUnknownMagicByteIsNamed() {
        log.claim(1, 100, null);
        log.records.getFirst().value()[0] = 9;
        HeadwaterException refused =
                assertThrows(HeadwaterException.class, () -> reader(KafkaNote.NONE).poll(Duration.ZERO));
        assertTrue(String.valueOf(refused.getMessage()).contains("unknown magic byte 9"), refused.getMessage());
        assertFalse(refused.hint().isEmpty());
    }

    @Test
    void anUnknownSchemaIsNamed() {
        log.claim(1, 100, null);
        TopicRecord record = log.records.getFirst();
        log.records.set(0, new TopicRecord(0, null, record.value(), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        HeadwaterException refused =
                assertThrows(HeadwaterException.class, () -> reader(KafkaNote.NONE).poll(Duration.ZERO));
        assertTrue(String.valueOf(refused.getMessage()).contains("0102030405060708"), refused.getMessage());
        assertTrue(refused.hint().contains("upgrade"), refused.hint());
    }

    @Test
    void withoutAFingerprintTheRegistryIsAskedOncePerId() {
        log.claim(1, 100, null).batch("a");
        log.records.replaceAll(record -> new TopicRecord(record.offset(), null, record.value(), null));
        List<Integer> asked = new ArrayList<>();
        RecordSchemas schemas = new RecordSchemas(id -> {
            asked.add(id);
            return LogSchema.FINGERPRINT;
        });
        assertEquals(2, readAll(new ShardReader(new ListTopic(TOPIC_ID, log.records, 1), 0, schemas, KafkaNote.NONE))
                .size());
        assertEquals(List.of(1), asked);
        assertThrows(HeadwaterException.class, () -> reader(KafkaNote.NONE).poll(Duration.ZERO), "without a registry");
    }

    @Test
    void acceptedRecordsCountAsRead() {
        log.claim(1, 100, null).batch("a").batch("b");
        ShardReader reader = reader(KafkaNote.NONE);
        reader.poll(Duration.ZERO);
        byte[] own = log.records.get(1).value();
        assertEquals(Verdict.BATCH, reader.accept(own, 5, own.length - 5));
        List<JudgedRecord> rest = reader.poll(Duration.ZERO);
        assertEquals(2, rest.getFirst().offset());
    }

    private ShardReader reader(KafkaNote from) {
        return new ShardReader(new ListTopic(TOPIC_ID, log.records, 1), 0, new RecordSchemas(null), from);
    }

    private static List<Long> lsns(List<JudgedRecord> records) {
        return records.stream()
                .filter(record -> record.verdict().takesEffect())
                .map(JudgedRecord::lastLsn)
                .toList();
    }

    private List<JudgedRecord> readAll(ShardReader reader) {
        List<JudgedRecord> all = new ArrayList<>();
        while (reader.nextOffset() < log.records.size()) {
            all.addAll(reader.poll(Duration.ZERO));
        }
        return all;
    }
}
