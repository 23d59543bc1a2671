package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.SyncNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What recovery cuts, and what it refuses. */
class BinlogRecoveryTest {
    private static final BinlogConfig CONFIG = new BinlogConfig(8192, 0, 4096, 1024);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1), 512);
    private long nowNanos;

    @Test
    void aTornTailIsCutWhicheverByteIsTheLastThatGotThere() throws IOException {
        List<Long> ends = write(10, SyncLevel.ASYNC, 60);
        byte[] whole = disk.bytes(1);
        int start = Math.toIntExact(ends.get(8));
        int end = Math.toIntExact(ends.get(9));
        while (whole[end - 1] == 0) {
            end--; // of a reserved file: what comes after is there anyway
        }
        for (int length = start; length < end; length++) {
            byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, length), 8192);
            disk.put(1, torn);
            RecoveredBinlog found = recover();
            assertEquals(9, found.lastLsn(), "with " + length + " bytes");
            assertEquals(start, disk.bytes(1).length);
            assertTrue(found.cutBytes() <= length - start, found.cutBytes() + " bytes cut");
        }
        disk.put(1, whole);
        assertEquals(10, recover().lastLsn());
        assertEquals(0, recover().cutBytes());
    }

    @Test
    void aBitThatFlippedInAnEarlierSegmentIsRefusedWithFileAndOffset() throws IOException {
        List<Long> ends = write(10, SyncLevel.ASYNC, 60);
        write(10, SyncLevel.ASYNC, 60);
        byte[] whole = disk.bytes(1);
        for (int at = Math.toIntExact(ends.get(3)); at < ends.get(4); at++) {
            disk.put(1, whole);
            disk.flip(1, at, 1 << at % 8);
            HeadwaterException refused = assertThrows(HeadwaterException.class, this::recover);
            assertEquals(HeadwaterException.EXIT_CORRUPT, refused.exitCode());
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("0001.seg at offset " + ends.get(3)), message);
            assertTrue(refused.hint().contains("nothing was changed"), refused.hint());
        }
        disk.put(1, whole);
        assertEquals(20, recover().lastLsn());
    }

    @Test
    void aBitThatFlippedInFrontOfASyncNoteIsRefused() throws IOException {
        List<Long> ends = write(10, SyncLevel.DISK, 60);
        byte[] whole = disk.bytes(1);
        for (int at = SegmentHeader.BYTES; at < ends.get(8); at++) {
            disk.put(1, whole);
            disk.flip(1, at, 1 << at % 8);
            HeadwaterException refused = assertThrows(HeadwaterException.class, this::recover, "flipped at " + at);
            assertTrue(String.valueOf(refused.getMessage()).contains("proves"), refused.getMessage());
        }
    }

    @Test
    void aPageOfZerosInFrontOfASyncNoteIsRefused() throws IOException {
        List<Long> ends = write(10, SyncLevel.DISK, 60);
        byte[] bytes = disk.bytes(1);
        Arrays.fill(bytes, Math.toIntExact(ends.get(2)), Math.toIntExact(ends.get(5)), (byte) 0);
        disk.put(1, bytes);
        HeadwaterException refused = assertThrows(HeadwaterException.class, this::recover);
        assertTrue(String.valueOf(refused.getMessage()).contains("offset " + ends.get(2) + ": zeros"), refused.getMessage());
    }

    @Test
    void garbageThatWasNeverSyncedIsCutWithTheGoodFramesBehindIt() throws IOException {
        List<Long> ends = write(10, SyncLevel.ASYNC, 60);
        disk.flip(1, ends.get(5) + 20, 4);
        RecoveredBinlog found = recover();
        assertEquals(6, found.lastLsn());
        assertTrue(found.cutBytes() > ends.get(8) - ends.get(5), found.cutBytes() + " bytes cut");
        assertEquals(6, recover().lastLsn());
    }

    @Test
    void aCopyOfASyncNoteInsideAValueProvesNothing() throws IOException {
        List<Long> ends = write(10, SyncLevel.ASYNC, 60);
        byte[] bytes = disk.bytes(1);
        byte[] payload = new SyncNote(1, ends.get(9), ends.get(9)).encoded();
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, frame, FrameCodec.HEADER_BYTES, payload.length);
        FrameCodec.seal(frame, 0, FrameCodec.KIND_NOTE, payload.length);
        System.arraycopy(frame, 0, bytes, Math.toIntExact(ends.get(9)) + 100, frame.length);
        bytes[Math.toIntExact(ends.get(5)) + 20] ^= 4;
        disk.put(1, bytes);
        assertEquals(6, recover().lastLsn());
    }

    @Test
    void aSegmentInTheMiddleThatIsMissingIsAnErrorThatNamesItsNeighbours() throws IOException {
        for (int i = 0; i < 3; i++) {
            write(5, SyncLevel.DISK, 60);
        }
        disk.delete(2);
        HeadwaterException refused = assertThrows(HeadwaterException.class, this::recover);
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("0001.seg ends with lsn 5"), message);
        assertTrue(message.contains("0003.seg, the next one there, starts with lsn 11"), message);
        assertEquals(15, recover(10).lastLsn());
    }

    @Test
    void aBaseThatEndsBelowTheOldestSegmentIsAnErrorThatNamesBoth() throws IOException {
        write(5, SyncLevel.DISK, 60);
        write(5, SyncLevel.DISK, 60);
        disk.delete(1);
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> recover(4));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("base ends at lsn 4") && message.contains("0002.seg, starts with lsn 6"), message);
    }

    @Test
    void aBaseFromElsewhereMayLieAboveAllSegments() throws IOException {
        write(5, SyncLevel.DISK, 60);
        RecoveredBinlog found = recover(100);
        assertEquals(100, found.lastLsn());
        TestListener listener = new TestListener();
        BinlogWriter writer = writer(found, SyncLevel.DISK, listener);
        new SmallRecords(2, 101).batch(3, 10, writer);
        writer.worker().finish();
        RecoveredBinlog again = recover(100);
        assertEquals(103, again.lastLsn());
        assertEquals(101, again.firstReadableLsn());
        assertThrows(HeadwaterException.class, () -> recover(99));
    }

    @Test
    void anUnfinishedRunOfChunksIsCutAcrossSegmentsWhereverTheCutItselfIsInterrupted() throws IOException {
        BinlogConfig tiny = new BinlogConfig(2048, 0, 1024, 256);
        BinlogWriter writer =
                new BinlogWriter(disk, tiny, SyncLevel.DISK, recover(), new TestListener(), () -> nowNanos);
        SmallRecords records = new SmallRecords(1, 1);
        records.batch(3, 10, writer);
        writer.worker().doWork();
        long end = end(writer);
        long syncNote = FrameCodec.HEADER_BYTES + new SyncNote(1, end, end).encoded().length;
        List<byte[]> frames = new ArrayList<>();
        records.chunks(
                4 * 40,
                new Random(7),
                (bytes, offset, length, lsn, time) -> frames.add(Arrays.copyOfRange(bytes, offset, offset + length)),
                () -> {});
        for (byte[] payload : frames.subList(0, frames.size() - 1)) {
            writer.copy(payload, 0, payload.length);
            writer.worker().doWork();
        }
        assertEquals(3, writer.readableLsn());
        assertEquals(3, writer.durableLsn());
        assertTrue(writer.segmentCount() >= 3, writer.segmentCount() + " segments");
        List<byte[]> files = new ArrayList<>();
        for (long number : disk.numbers()) {
            files.add(disk.bytes(number));
        }
        for (int operations = 1; operations < 30; operations++) {
            for (long number : disk.numbers()) {
                disk.delete(number);
            }
            disk.syncDirectory();
            for (int i = 0; i < files.size(); i++) {
                disk.put(i + 1, files.get(i));
            }
            disk.crashAfter(operations);
            try {
                recover();
            } catch (SimulatedDisk.Crash crash) {
                disk.losePower();
            }
            disk.killProcess();
            assertEquals(3, recover().lastLsn());
            assertEquals(List.of(1L), disk.numbers());
            assertEquals(end + syncNote, disk.bytes(1).length);
        }
    }

    @Test
    void aRunOfChunksThatANewEpochVoidedIsSteppedOver() throws IOException {
        BinlogWriter writer = writer(recover(), SyncLevel.DISK, new TestListener());
        List<byte[]> frames = new ArrayList<>();
        new SmallRecords(1, 1)
                .chunks(
                        20,
                        new Random(7),
                        (bytes, offset, length, lsn, time) ->
                                frames.add(Arrays.copyOfRange(bytes, offset, offset + length)),
                        () -> {});
        for (byte[] payload : frames.subList(0, 15)) {
            writer.copy(payload, 0, payload.length);
        }
        new SmallRecords(2, 1).batch(4, 10, writer);
        writer.worker().finish();
        TestRecords.Checker checker = new TestRecords.Checker(0);
        RecoveredBinlog found = new BinlogRecovery(disk, TestRecords.SHARD).recover(0, checker);
        assertEquals(4, found.lastLsn());
        assertEquals(2, found.lastEpoch());
        assertEquals(4, checker.entries);
    }

    @Test
    void aReservedFileAndATornHeaderAreDiscarded() throws IOException {
        write(5, SyncLevel.DISK, 60);
        disk.put(2, new byte[8192]);
        disk.put(3, new byte[0]);
        assertEquals(5, recover().lastLsn());
        assertEquals(List.of(1L), disk.numbers());
        byte[] torn = new byte[8192];
        System.arraycopy(disk.bytes(1), 0, torn, 0, 40);
        disk.put(2, torn);
        assertEquals(2, recover().nextSegment());
        assertEquals(List.of(1L), disk.numbers());
    }

    @Test
    void aHeaderThatWasDamagedIsRefusedWhileFramesFollowIt() throws IOException {
        write(5, SyncLevel.DISK, 60);
        byte[] whole = disk.bytes(1);
        for (int at = 0; at < SegmentHeader.BYTES; at++) {
            disk.put(1, whole);
            disk.flip(1, at, 1);
            HeadwaterException refused = assertThrows(HeadwaterException.class, this::recover);
            assertTrue(String.valueOf(refused.getMessage()).contains("0001.seg at offset 0"), refused.getMessage());
        }
    }

    @Test
    void aSegmentOfAnotherShardOrNameIsRefused() throws IOException {
        write(5, SyncLevel.DISK, 60);
        HeadwaterException shard =
                assertThrows(HeadwaterException.class, () -> new BinlogRecovery(disk, 1).recover(0, record -> {}));
        assertTrue(String.valueOf(shard.getMessage()).contains("belongs to shard 3, not to 1"), shard.getMessage());
        disk.put(2, disk.bytes(1));
        HeadwaterException renamed = assertThrows(HeadwaterException.class, this::recover);
        assertTrue(String.valueOf(renamed.getMessage()).contains("was renamed: it is segment 1"), renamed.getMessage());
    }

    @Test
    void aStartWithoutWritesLeavesNoSegment() throws IOException {
        for (int i = 0; i < 3; i++) {
            write(0, SyncLevel.DISK, 0);
            RecoveredBinlog found = recover();
            assertEquals(1, found.nextSegment());
            assertNull(found.newestNote());
        }
        assertEquals(List.of(), disk.numbers());
    }

    @Test
    void closedSegmentsAreReadWhileTheNextOneIsWritten() throws Exception {
        BinlogWriter writer = writer(recover(), SyncLevel.DISK, new TestListener());
        SmallRecords records = new SmallRecords(1, 1);
        records.batch(5, 10, writer);
        writer.note(TestRecords.note(9, 1, 5));
        var closed = writer.rotate();
        writer.worker().doWork();
        long through = closed.get();
        records.batch(5, 10, writer);
        writer.worker().doWork();
        byte[] before = disk.bytes(2);
        TestRecords.Checker checker = new TestRecords.Checker(0);
        RecoveredBinlog found = new BinlogRecovery(disk, TestRecords.SHARD).read(0, through, checker);
        assertEquals(5, checker.lastLsn);
        assertEquals(5, found.lastLsn());
        assertEquals(9, found.newestNote().nextOffset());
        assertArrayEquals(before, disk.bytes(2));
        assertThrows(
                HeadwaterException.class,
                () -> new BinlogRecovery(disk, TestRecords.SHARD).read(0, 11, new TestRecords.Checker(0)));
    }

    /** One start that writes batches of one entry, each in a run of its own, and then ends like a killed process; returns where each frame ends. */
    private List<Long> write(int batches, SyncLevel level, int valueBytes) throws IOException {
        RecoveredBinlog found = recover();
        BinlogWriter writer = writer(found, level, new TestListener());
        SmallRecords records = new SmallRecords(found.lastEpoch() + 1, found.lastLsn() + 1);
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            records.batch(1, valueBytes, writer);
            writer.worker().doWork();
            ends.add(end(writer));
        }
        disk.killProcess();
        return ends;
    }

    private static long end(BinlogWriter writer) {
        return writer.segmentBytes();
    }

    private BinlogWriter writer(RecoveredBinlog found, SyncLevel level, TestListener listener) {
        return new BinlogWriter(disk, CONFIG, level, found, listener, () -> nowNanos);
    }

    private RecoveredBinlog recover() {
        return recover(0);
    }

    private RecoveredBinlog recover(long baseLsn) {
        return new BinlogRecovery(disk, TestRecords.SHARD).recover(baseLsn, new TestRecords.Checker(baseLsn));
    }
}
