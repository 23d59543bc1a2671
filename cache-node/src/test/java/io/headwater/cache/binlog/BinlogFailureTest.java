package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failing and a full disk under the running thread. */
class BinlogFailureTest {
    @TempDir
    Path directory;

    @Test
    void afterAFailedSyncNothingIsAcknowledgedAnyMore() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1), 512);
        TestListener listener = new TestListener();
        TestRecords records = new TestRecords(1, 1);
        BinlogWriter writer = new BinlogWriter(
                disk,
                BinlogConfig.ofSegments(4 << 20, 0),
                SyncLevel.DISK,
                new BinlogRecovery(disk, TestRecords.SHARD).recover(0, new TestRecords.Checker(0)),
                listener,
                System::nanoTime);
        writer.start();
        records.batch(5, 10, writer);
        listener.awaitDurable(5);
        assertNull(writer.failure());
        disk.failureRate(1);
        records.batch(5, 10, writer);
        listener.awaitFailure();
        disk.failureRate(0);
        records.batch(5, 10, writer);
        writer.close();
        HeadwaterException failure = writer.failure();
        assertSame(failure, listener.failure());
        assertNotNull(failure);
        assertTrue(String.valueOf(failure.getMessage()).contains("Input/output error"), failure.getMessage());
        assertEquals(5, listener.durableLsn());
        assertEquals(5, writer.durableLsn());
        assertTrue(writer.rotate().isCompletedExceptionally());
        disk.losePower();
        RecoveredBinlog found =
                new BinlogRecovery(disk, TestRecords.SHARD).recover(0, new TestRecords.Checker(0));
        assertTrue(found.lastLsn() >= 5);
    }

    @Test
    void onAFullDiskWritesAreRefusedNothingIsLostAndRoomHealsIt() throws Exception {
        assumeTrue(mount(), "needs the privilege to mount a tmpfs");
        try {
            Path full = directory.resolve("binlog");
            TestListener listener = new TestListener();
            TestRecords records = new TestRecords(1, 1);
            BinlogConfig config = BinlogConfig.ofSegments(4 << 20, 0);
            BinlogWriter writer = new BinlogWriter(full, config, SyncLevel.DISK, recover(full), listener);
            writer.start();
            while (writer.admits(10_000) || writer.diskProblem().isEmpty()) {
                if (writer.hasRoom() && writer.admits(10_000)) {
                    records.batch(1, 10_000, writer);
                } else {
                    Thread.onSpinWait();
                }
            }
            assertTrue(writer.diskProblem().contains("no space left"), writer.diskProblem());
            listener.awaitDurable(records.lastLsn());
            assertTrue(records.lastLsn() > 300, records.lastLsn() + " records before it was full");
            CompletionException refused =
                    Assertions.assertThrows(CompletionException.class, () -> closed(writer));
            assertTrue(refused.getCause() instanceof HeadwaterException, refused.toString());
            int roomMade = listener.roomMadeCount();
            Files.delete(directory.resolve("ballast"));
            listener.awaitRoomMade(roomMade + 1);
            assertTrue(writer.admits(10_000));
            records.batch(1, 10_000, writer);
            writer.close();
            assertNull(writer.failure());
            assertEquals(records.lastLsn(), recover(full).lastLsn());
        } finally {
            run("umount", directory.toString());
        }
    }

    /** Closing may succeed a few times, each time using up what was reserved. */
    private static void closed(BinlogWriter writer) {
        for (int i = 0; i < 100; i++) {
            writer.rotate().join();
        }
    }

    @Test
    void withoutTheSystemCallZerosAreWrittenInstead() throws IOException {
        Path file = directory.resolve("zeros");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Preallocation.writeZeros(channel, file, 3_000_001);
        }
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(3_000_001, bytes.length);
        assertEquals(-1, ByteBuffer.wrap(bytes).mismatch(ByteBuffer.allocate(bytes.length)));
    }

    @Test
    void reservedFilesReadAsZerosAndHoldTheirBlocks() throws Exception {
        DiskSegmentStore store = new DiskSegmentStore(directory.resolve("binlog"));
        try (SegmentFile file = store.create(7, 1 << 20)) {
            assertEquals(1 << 20, file.size());
        }
        Path path = Path.of(store.describe(7));
        assertEquals(-1, ByteBuffer.wrap(Files.readAllBytes(path)).mismatch(ByteBuffer.allocate(1 << 20)));
        if (System.getProperty("os.name").equals("Linux")) {
            String blocks = output("stat", "-c", "%b", path.toString());
            assertTrue(Long.parseLong(blocks.trim()) * 512 >= 1 << 20, blocks);
        }
    }

    /** A tmpfs of 20 MB with 10 MB of ballast in it, over the test's directory. */
    private boolean mount() throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", directory.toString()) != 0) {
            return false;
        }
        Files.write(directory.resolve("ballast"), new byte[10 << 20]);
        return true;
    }

    private static RecoveredBinlog recover(Path from) {
        return new BinlogRecovery(from, TestRecords.SHARD).recover(0, new TestRecords.Checker(0));
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private static String output(String... command) throws IOException {
        return new String(new ProcessBuilder(List.of(command)).start().getInputStream().readAllBytes());
    }
}
