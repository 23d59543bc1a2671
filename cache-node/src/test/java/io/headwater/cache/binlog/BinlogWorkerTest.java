package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote;
import io.headwater.schemas.LocalNote.SyncNote;
import io.headwater.schemas.LogContradictionException;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The binlog thread's work, stepped by hand on a simulated disk and clock. */
class BinlogWorkerTest {
    private static final BinlogConfig CONFIG = new BinlogConfig(64 * 1024, 5_000, 32 * 1024, 1024);
    private static final long SECOND = 1_000_000_000;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1), 512);
    private final TestListener listener = new TestListener();
    private final SmallRecords records = new SmallRecords(1, 1);
    private long nowNanos;

    @Test
    void atLevelDiskEachRunIsSyncedAndThenAnnounced() throws IOException {
        BinlogWriter writer = writer(SyncLevel.DISK);
        for (int i = 1; i <= 10; i++) {
            records.batch(1, 50, writer);
            assertEquals(i - 1, listener.durableLsn());
            writer.worker().doWork();
            assertEquals(i, listener.durableLsn());
            assertEquals(i, listener.appendedLsn());
        }
    }

    @Test
    void aNoteIsDurableOnceItWasSynced() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        records.batch(1, 50, writer);
        LocalNote.KafkaNote one = new LocalNote.KafkaNote("topic", 7, FilterState.START);
        LocalNote.KafkaNote other = new LocalNote.KafkaNote("topic", 8, FilterState.START);
        writer.note(one);
        writer.worker().doWork();
        assertNull(writer.durableNote());
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        assertEquals(one, writer.durableNote());
        writer.note(other);
        writer.worker().doWork();
        assertEquals(one, writer.durableNote());
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        assertEquals(other, writer.durableNote());
    }

    @Test
    void atLevelAsyncWhatIsWrittenIsReadableAtOnceAndDurableWithinASecond() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        records.batch(1, 50, writer);
        writer.worker().doWork();
        assertEquals(1, listener.appendedLsn());
        nowNanos += SECOND / 2 - 1;
        writer.worker().doWork();
        assertEquals(0, listener.durableLsn());
        assertEquals(1, writer.worker().idleNanos());
        nowNanos += 1;
        writer.worker().doWork();
        assertEquals(1, listener.durableLsn());
    }

    @Test
    void aChangeOfLevelTakesWhatWasWrittenBeforeAlong() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        records.batch(3, 50, writer);
        writer.worker().doWork();
        assertEquals(0, listener.durableLsn());
        writer.level(SyncLevel.DISK);
        writer.worker().doWork();
        assertEquals(3, listener.durableLsn());
    }

    @Test
    void anEntryIsNeitherReadableNorDurableBeforeItsLastChunk() throws IOException {
        BinlogWriter writer = writer(SyncLevel.DISK);
        records.batch(1, 50, writer);
        writer.worker().doWork();
        records.chunks(5, new Random(1), (bytes, offset, length, lsn, time) -> {
            assertEquals(1, listener.durableLsn());
            assertEquals(1, writer.readableLsn());
            writer.record(bytes, offset, length, lsn, time);
        }, () -> writer.worker().doWork());
        writer.worker().doWork();
        assertEquals(2, listener.durableLsn());
        assertEquals(2, writer.readableLsn());
    }

    @Test
    void aSyncNoteStandsAtTheOffsetThatItNamesAndIdlenessGetsOne() throws IOException {
        BinlogConfig ageless = new BinlogConfig(64 * 1024, 0, 32 * 1024, 1024);
        BinlogWriter writer =
                new BinlogWriter(disk, ageless, SyncLevel.ASYNC, recover(), listener, () -> nowNanos);
        for (int i = 0; i < 40; i++) {
            records.batch(1, 50, writer);
            writer.worker().doWork();
            nowNanos += SECOND / 10;
        }
        assertEquals(6, syncNotes(1));
        for (int i = 0; i < 50; i++) {
            nowNanos += SECOND / 2;
            writer.worker().doWork();
        }
        assertEquals(7, syncNotes(1), "one when nothing follows, and no more");
    }

    @Test
    void aFullDiskIsSeenBeforeAnythingIsHandedOverAndHealsWhenThereIsRoom() throws IOException {
        disk.capacityBytes(CONFIG.segmentSizeBytes() * 2);
        BinlogWriter writer = writer(SyncLevel.DISK);
        writer.worker().doWork();
        assertTrue(writer.reservedBytes() > 0);
        while (writer.admits(100)) {
            records.batch(1, 50, writer);
            writer.worker().doWork();
            nowNanos += SECOND;
        }
        assertTrue(writer.diskProblem().contains("no space left"), writer.diskProblem());
        assertEquals(records.lastLsn(), listener.durableLsn(), "what was admitted is durable");
        writer.note(TestRecords.note(1, 1, records.lastLsn()));
        writer.worker().doWork();
        assertFalse(writer.admits(100));
        int roomMade = listener.roomMadeCount();
        disk.capacityBytes(Long.MAX_VALUE);
        nowNanos += 2 * SECOND;
        writer.worker().doWork();
        assertEquals(roomMade + 1, listener.roomMadeCount());
        assertTrue(writer.admits(100));
        assertEquals("", writer.diskProblem());
        records.batch(1, 50, writer);
        writer.worker().finish();
        assertEquals(records.lastLsn(), recover().lastLsn());
    }

    @Test
    void onlyARecordThatTheDiskHasNoRoomForWaitsForRoom() throws IOException {
        disk.capacityBytes(CONFIG.segmentSizeBytes());
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        assertEquals(0, writer.worker().doWork());
        records.batch(1, 50, writer);
        // It came behind the run's look at the queue: to nap as for a full disk would hold its reply up for 20 ms.
        assertFalse(writer.worker().waitsForRoom());
        assertEquals(1, writer.worker().doWork());
        while (writer.worker().doWork() > 0 || !writer.worker().waitsForRoom()) {
            records.batch(1, 50, writer); // without asking whether it is admitted
        }
        disk.capacityBytes(Long.MAX_VALUE);
        nowNanos += 2 * SECOND;
        assertTrue(writer.worker().doWork() > 0);
        assertFalse(writer.worker().waitsForRoom());
    }

    @Test
    void everythingThatWasAdmittedFitsWhateverTheSizesOfItsFrames() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            SimulatedDisk full = new SimulatedDisk(new Random(seed), 512);
            full.capacityBytes(CONFIG.segmentSizeBytes() * (1 + seed % 3));
            Random random = new Random(seed);
            SmallRecords some = new SmallRecords(1, 1);
            TestListener heard = new TestListener();
            BinlogWriter writer = new BinlogWriter(
                    full, CONFIG, SyncLevel.DISK, recover(full), heard, () -> nowNanos);
            writer.worker().doWork();
            long offset = 0;
            int refused = 0;
            while (refused < 20) {
                int bytes = random.nextInt(800);
                if (writer.hasRoom() && writer.admits(bytes + 100)) {
                    some.batch(1, bytes, writer);
                } else {
                    writer.worker().doWork();
                    refused++;
                }
                if (random.nextInt(5) == 0) {
                    writer.note(TestRecords.note(++offset, 1, some.lastLsn()));
                    writer.worker().doWork();
                }
                if (random.nextInt(20) == 0) {
                    nowNanos += SECOND * random.nextInt(6);
                    writer.rotate();
                }
            }
            writer.worker().doWork();
            assertEquals(some.lastLsn(), heard.durableLsn(), "seed " + seed);
        }
    }

    @Test
    void anEntryLargerThanTheUsualReservationGetsOneOfItsOwn() throws IOException {
        BinlogWriter writer = writer(SyncLevel.DISK);
        writer.worker().doWork();
        long large = 5 * CONFIG.segmentSizeBytes();
        assertFalse(writer.admits(large));
        assertEquals("", writer.diskProblem());
        writer.worker().doWork();
        assertEquals(1, listener.roomMadeCount());
        assertTrue(writer.admits(large));
    }

    @Test
    void aFullQueueStopsTheWriterThreadAndHalfOfItLetsItGoOn() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        writer.worker().doWork();
        while (writer.hasRoom()) {
            records.batch(1, 700, writer);
        }
        assertTrue(writer.queuedBytes() > CONFIG.maxQueuedBytes() * 3 / 4, writer.queuedBytes() + " bytes queued");
        assertEquals(0, listener.roomMadeCount());
        writer.worker().doWork();
        assertEquals(1, listener.roomMadeCount());
        assertTrue(writer.hasRoom());
        assertEquals(0, writer.queuedBytes());
    }

    @Test
    void aSmallRecordDoesNotHoldItsLargeArrayWhileItWaits() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        TestRecords some = new TestRecords(1, 1);
        writer.worker().doWork();
        byte[] buffer = writer.takeBuffer();
        while (writer.hasRoom()) {
            some.batch(1, 50, buffer, writer);
            assertSame(buffer, writer.takeBuffer());
        }
        assertTrue(some.lastLsn() > 100, some.lastLsn() + " records in a queue of " + CONFIG.maxQueuedBytes());
        writer.worker().finish();
        assertEquals(some.lastLsn(), recover().lastLsn());
    }

    @Test
    void anOldSegmentIsClosedAndTheNextOneOpensWithTheNextRecord() throws IOException {
        BinlogWriter writer = writer(SyncLevel.ASYNC);
        records.batch(1, 50, writer);
        writer.worker().doWork();
        nowNanos += 4 * SECOND;
        writer.worker().doWork();
        assertEquals(64 * 1024, disk.bytes(1).length);
        nowNanos += SECOND;
        writer.worker().doWork();
        assertTrue(disk.bytes(1).length < 1000);
        assertEquals(1, listener.durableLsn());
        nowNanos += 100 * SECOND;
        writer.worker().doWork();
        assertEquals(1, writer.segmentCount());
        records.batch(1, 50, writer);
        writer.worker().doWork();
        assertEquals(2, writer.segmentCount());
    }

    @Test
    void anotherTimelineGetsAnotherSegment() throws IOException {
        BinlogWriter writer = writer(SyncLevel.DISK);
        records.batch(2, 50, writer);
        new TestRecords(new Timeline(5, 6), 2, 3).batch(2, 50, writer);
        writer.worker().finish();
        assertEquals(2, writer.segmentCount());
        RecoveredBinlog found = recover();
        assertEquals(4, found.lastLsn());
        assertEquals(new Timeline(5, 6), found.timeline());
    }

    @Test
    void aSegmentCannotBeClosedWhileTheDiskHoldsNoOther() throws Exception {
        disk.capacityBytes(CONFIG.segmentSizeBytes());
        BinlogWriter writer = writer(SyncLevel.DISK);
        writer.worker().doWork();
        while (writer.admits(0)) {
            records.batch(1, 50, writer);
            writer.worker().doWork();
        }
        CompletableFuture<Long> closed = writer.rotate();
        writer.worker().doWork();
        ExecutionException refused = assertThrows(ExecutionException.class, closed::get);
        assertTrue(refused.getCause() instanceof HeadwaterException, refused.toString());
    }

    @Test
    void aRecordThatDoesNotContinueTheBinlogIsNeverWritten() throws IOException {
        BinlogWriter writer = writer(SyncLevel.DISK);
        records.batch(2, 50, writer);
        writer.worker().doWork();
        byte[] before = disk.bytes(1);
        new SmallRecords(1, 4).batch(1, 50, writer);
        assertThrows(LogContradictionException.class, () -> writer.worker().doWork());
        assertArrayEquals(before, disk.bytes(1));
        assertEquals(2, listener.durableLsn());
    }

    @Test
    void aSyncThatRunsBesideTheThreadHoldsNothingBackAndProvesWhatItCovered() throws IOException {
        Deque<Runnable> syncs = new ArrayDeque<>();
        BinlogWriter writer = beside(syncs);
        records.batch(2, 50, writer);
        writer.worker().doWork();
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        assertEquals(1, syncs.size());
        records.batch(3, 50, writer);
        writer.worker().doWork();
        assertEquals(5, listener.appendedLsn());
        assertEquals(0, listener.durableLsn());
        syncs.remove().run();
        writer.worker().doWork();
        assertEquals(2, listener.durableLsn());
        records.batch(1, 50, writer);
        writer.worker().doWork();
        assertEquals(1, syncNotes(1), "one that stands behind what it does not cover");
    }

    @Test
    void nothingWaitsForASyncForMoreThanASecond() throws IOException {
        Deque<Runnable> syncs = new ArrayDeque<>();
        BinlogWriter writer = beside(syncs);
        records.batch(2, 50, writer);
        writer.worker().doWork();
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        assertEquals(2, listener.durableLsn(), "the thread has waited for the sync");
        syncs.remove().run();
        assertEquals(2, listener.durableLsn());
    }

    @Test
    void aSyncThatFailedBesideTheThreadEndsItBeforeAnotherSyncCanSucceed() throws IOException {
        Deque<Runnable> syncs = new ArrayDeque<>();
        BinlogWriter writer = beside(syncs);
        records.batch(2, 50, writer);
        writer.worker().doWork();
        nowNanos += SECOND / 2;
        writer.worker().doWork();
        disk.failureRate(1);
        syncs.remove().run();
        disk.failureRate(0); // the kernel has told of the failure once
        writer.level(SyncLevel.DISK);
        records.batch(1, 50, writer);
        assertThrows(IOException.class, () -> writer.worker().doWork());
        assertEquals(0, listener.durableLsn());
    }

    private BinlogWriter beside(Deque<Runnable> syncs) {
        return new BinlogWriter(disk, CONFIG, SyncLevel.ASYNC, recover(), listener, () -> nowNanos, syncs::add);
    }

    private int syncNotes(long number) throws IOException {
        int notes = 0;
        try (SegmentFile file = disk.open(number, SegmentStore.Access.READ)) {
            FrameReader frames = new FrameReader(file);
            while (frames.next(file.size()) == FrameReader.Found.FRAME) {
                if (frames.kind() == FrameCodec.KIND_NOTE
                        && LocalNote.decode(frames.bytes(), frames.payloadOffset(), frames.payloadLength())
                                instanceof SyncNote(long segment, long position, long syncedBytes)) {
                    assertEquals(number, segment);
                    assertEquals(frames.framePosition(), position);
                    assertTrue(syncedBytes <= position);
                    notes++;
                }
            }
        }
        return notes;
    }

    private BinlogWriter writer(SyncLevel level) {
        return new BinlogWriter(disk, CONFIG, level, recover(), listener, () -> nowNanos);
    }

    private RecoveredBinlog recover() {
        return recover(disk);
    }

    private static RecoveredBinlog recover(SimulatedDisk from) {
        return new BinlogRecovery(from, TestRecords.SHARD).recover(0, new TestRecords.Checker(0));
    }
}
