package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a real disk: writer, segments, reader, recovery. */
class BinlogRoundTripTest {
    /** The least that holds four of the longest frames. */
    private static final BinlogConfig SMALL = BinlogConfig.ofSegments(4 * 530_000, 0);

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadAndRecoveredByteForByte() {
        TestListener listener = new TestListener();
        TestRecords.Kept kept = new TestRecords.Kept();
        TestRecords records = new TestRecords(1, 1);
        try (BinlogWriter writer = open(BinlogConfig.DEFAULT, SyncLevel.DISK, listener)) {
            for (int i = 0; i < 100; i++) {
                records.batch(1 + i % 7, 10 * i, both(kept, writer));
            }
            listener.awaitDurable(records.lastLsn());
            assertEquals(records.lastLsn(), writer.readableLsn());
            assertReads(kept, 0, writer);
            assertReads(kept, 150, writer);
        }
        TestRecords.Checker checker = new TestRecords.Checker(0);
        RecoveredBinlog found = recover(0, checker);
        assertEquals(records.lastLsn(), found.lastLsn());
        assertEquals(records.lastLsn(), checker.entries);
        assertEquals(1, found.firstReadableLsn());
        assertEquals(List.of(new EpochEnd(1, records.lastLsn())), found.epochEnds());
        assertEquals(TestRecords.TIMELINE, found.timeline());
        assertEquals(1_700_000_000_099L, found.lastTimeMs());
        assertEquals(0, found.cutBytes());
    }

    @Test
    void aReaderFollowsAcrossSegmentsWhileTheyAreWritten() {
        TestListener listener = new TestListener();
        TestRecords.Kept kept = new TestRecords.Kept();
        TestRecords records = new TestRecords(1, 1);
        try (BinlogWriter writer = open(SMALL, SyncLevel.ASYNC, listener);
                BinlogReader reader = writer.reader(0)) {
            int read = 0;
            for (int i = 0; i < 400; i++) {
                records.batch(1, 20_000, both(kept, writer));
                if (i % 20 == 19) {
                    listener.awaitAppended(records.lastLsn());
                    for (; read <= i; read++) {
                        assertTrue(reader.next());
                        assertCurrent(kept, read, reader);
                    }
                    assertFalse(reader.next());
                }
            }
            assertTrue(writer.segmentCount() >= 4, "only " + writer.segmentCount() + " segments");
            assertReads(kept, 333, writer);
        }
        assertEquals(400, recover(0, new TestRecords.Checker(0)).lastLsn());
    }

    @Test
    void anEntryOfManyChunksSpansSegmentsAndIsReadableOnlyWhole() {
        TestListener listener = new TestListener();
        TestRecords.Kept kept = new TestRecords.Kept();
        TestRecords records = new TestRecords(1, 1);
        try (BinlogWriter writer = open(SMALL, SyncLevel.DISK, listener)) {
            records.batch(3, 100, both(kept, writer));
            records.batch(1, 9 * BatchEncoder.MAX_BATCH_BYTES, both(kept, writer));
            records.batch(2, 100, both(kept, writer));
            listener.awaitDurable(6);
            assertTrue(writer.segmentCount() >= 3);
            for (long after = 0; after < 6; after++) {
                assertReads(kept, after, writer);
            }
        }
        TestRecords.Checker checker = new TestRecords.Checker(3);
        assertEquals(6, recover(3, checker).lastLsn());
        assertEquals(3, checker.entries);
        assertEquals(6, recover(4, new TestRecords.Checker(4)).lastLsn());
    }

    @Test
    void eachStartGoesOnBehindTheLastAndKeepsTheEpochs() {
        long lsn = 0;
        for (int epoch = 1; epoch <= 5; epoch++) {
            TestListener listener = new TestListener();
            TestRecords.Checker checker = new TestRecords.Checker(0);
            RecoveredBinlog found = recover(0, checker);
            assertEquals(lsn, found.lastLsn());
            assertEquals(epoch - 1, found.lastEpoch());
            TestRecords records = new TestRecords(epoch, lsn + 1);
            try (BinlogWriter writer = open(BinlogConfig.DEFAULT, SyncLevel.DISK, listener)) {
                records.batch(10, 10, writer);
                lsn = records.lastLsn();
                writer.note(TestRecords.note(epoch, epoch, lsn));
            }
            assertEquals(lsn, listener.durableLsn());
        }
        RecoveredBinlog found = recover(0, new TestRecords.Checker(0));
        assertEquals(
                List.of(
                        new EpochEnd(1, 10),
                        new EpochEnd(2, 20),
                        new EpochEnd(3, 30),
                        new EpochEnd(4, 40),
                        new EpochEnd(5, 50)),
                found.epochEnds());
        assertEquals(5, found.newestNote().nextOffset());
    }

    @Test
    void segmentsBehindABaseGoAndTheNewestNoteStays() throws Exception {
        TestListener listener = new TestListener();
        TestRecords records = new TestRecords(1, 1);
        KafkaNote note = TestRecords.note(7, 1, 10);
        try (BinlogWriter writer = open(BinlogConfig.DEFAULT, SyncLevel.DISK, listener)) {
            records.batch(10, 10, writer);
            writer.note(note);
            assertEquals(10, writer.rotate().get());
            records.batch(10, 10, writer);
            assertEquals(20, writer.rotate().get());
            records.batch(10, 10, writer);
            listener.awaitDurable(30);
            assertEquals(3, writer.segmentCount());
            BinlogReader reader = writer.reader(0);
            assertTrue(reader.next());
            writer.deleteBefore(19);
            assertEquals(2, writer.segmentCount());
            assertEquals(11, writer.firstReadableLsn());
            writer.deleteBefore(20);
            assertEquals(1, writer.segmentCount());
            HeadwaterException gone = assertThrows(HeadwaterException.class, reader::next);
            assertTrue(gone.getMessage().contains("lsn 11"), gone.getMessage());
            assertThrows(HeadwaterException.class, () -> writer.reader(19));
            reader.close();
        }
        RecoveredBinlog found = recover(20, new TestRecords.Checker(20));
        assertEquals(30, found.lastLsn());
        assertEquals(note, found.newestNote());
        HeadwaterException gap = assertThrows(HeadwaterException.class, () -> recover(19, new TestRecords.Checker(19)));
        assertTrue(gap.getMessage().contains("lsn 19") && gap.getMessage().contains("lsn 21"), gap.getMessage());
    }

    @Test
    void aNoteWaitsForWhatItCovers() {
        TestListener listener = new TestListener();
        TestRecords records = new TestRecords(1, 1);
        try (BinlogWriter writer = open(BinlogConfig.DEFAULT, SyncLevel.DISK, listener)) {
            writer.note(TestRecords.note(1, 1, 5));
            writer.note(TestRecords.note(2, 1, 10));
            writer.note(TestRecords.note(3, 1, 99));
            records.batch(5, 10, writer);
            listener.awaitDurable(5);
            records.batch(5, 10, writer);
        }
        TestRecords.Checker checker = new TestRecords.Checker(0);
        assertEquals(1, recover(0, checker).newestNote().nextOffset());
    }

    @Test
    void aCleanCloseLeavesNoReservedSpace() throws Exception {
        try (BinlogWriter writer = open(BinlogConfig.DEFAULT, SyncLevel.ASYNC, new TestListener())) {
            new TestRecords(1, 1).batch(1, 100, writer);
        }
        try (var files = Files.list(directory)) {
            List<Path> left = files.toList();
            assertEquals(1, left.size());
            assertTrue(Files.size(left.getFirst()) < 1000);
        }
    }

    private static io.headwater.schemas.RecordSink both(TestRecords.Kept kept, BinlogWriter writer) {
        return (bytes, offset, length, lastLsn, timeMs) -> {
            kept.record(bytes, offset, length, lastLsn, timeMs);
            writer.record(bytes, offset, length, lastLsn, timeMs);
        };
    }

    private BinlogWriter open(BinlogConfig config, SyncLevel level, TestListener listener) {
        RecoveredBinlog found = recover(0, new TestRecords.Checker(0));
        BinlogWriter writer = new BinlogWriter(directory, config, level, found, listener);
        writer.start();
        return writer;
    }

    private RecoveredBinlog recover(long baseLsn, BinlogHandler handler) {
        return new BinlogRecovery(directory, TestRecords.SHARD).recover(baseLsn, handler);
    }

    private static void assertReads(TestRecords.Kept kept, long afterLsn, BinlogWriter writer) {
        try (BinlogReader reader = writer.reader(afterLsn)) {
            for (int i = 0; i < kept.payloads.size(); i++) {
                if (kept.lastLsns.get(i) > afterLsn) {
                    assertTrue(reader.next());
                    assertCurrent(kept, i, reader);
                }
            }
            assertFalse(reader.next());
        }
    }

    private static void assertCurrent(TestRecords.Kept kept, int index, BinlogReader reader) {
        assertEquals(kept.lastLsns.get(index), reader.lastLsn());
        assertArrayEquals(
                kept.payloads.get(index),
                Arrays.copyOfRange(reader.bytes(), reader.offset(), reader.offset() + reader.length()));
    }
}
