package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real file system that loses power: ext4 on a loop device, shut down by ioctl EXT4_IOC_SHUTDOWN without flushing its journal. Afterwards only what was
 * synced is there.
 */
@Tag("long")
class BinlogPowerLossTest {
    private static final int ROUNDS = 12;
    private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;
    private static final int WITHOUT_JOURNAL_FLUSH = 2;

    @TempDir
    Path directory;

    private boolean mounted;

    @Test
    void whatWasAcknowledgedAtLevelDiskSurvivesAPowerCut() throws Throwable {
        Path image = directory.resolve("disk.img");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(256 << 20);
        }
        assumeTrue(run("mkfs.ext4", "-q", "-F", image.toString()), "needs mkfs.ext4");
        assumeTrue(mount(image, mount), "needs the privilege to mount a loop device");
        Path binlog = mount.resolve("binlog");
        Random random = new Random(7);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TestRecords.Checker checker = new TestRecords.Checker(0);
            RecoveredBinlog found = new BinlogRecovery(binlog, TestRecords.SHARD).recover(0, checker);
            assertTrue(found.lastLsn() >= acknowledged, found.lastLsn() + " found, " + acknowledged + " acknowledged");
            assertEquals(found.lastLsn(), checker.entries);
            TestListener listener = new TestListener();
            SyncLevel level = round % 3 == 2 ? SyncLevel.ASYNC : SyncLevel.DISK;
            BinlogWriter writer =
                    new BinlogWriter(binlog, BinlogConfig.ofSegments(4 << 20, 0), level, found, listener);
            writer.start();
            TestRecords records = new TestRecords(found.lastEpoch() + 1, found.lastLsn() + 1);
            int batches = 1 + random.nextInt(600);
            for (int i = 0; i < batches; i++) {
                while (!writer.hasRoom() || !writer.admits(20_000)) {
                    Thread.onSpinWait();
                }
                records.batch(1 + random.nextInt(5), random.nextInt(4000), writer.takeBuffer(), writer);
                if (random.nextInt(50) == 0) {
                    listener.awaitAppended(records.lastLsn());
                }
            }
            acknowledged = Math.max(acknowledged, shutDown(mount, listener));
            try {
                writer.close();
            } catch (RuntimeException e) {
                // its disk is gone
            }
            assertTrue(run("umount", mount.toString()));
            mounted = false;
            assertTrue(mount(image, mount));
        }
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", directory.resolve("mount").toString());
        }
    }

    private boolean mount(Path image, Path mount) throws Exception {
        mounted = run("mount", "-o", "loop", image.toString(), mount.toString());
        return mounted;
    }

    /** Returns what had been announced as durable right before the power went. */
    private static long shutDown(Path mount, TestListener listener) throws Throwable {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfInt anInt = ValueLayout.JAVA_INT;
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(anInt, ValueLayout.ADDRESS, anInt),
                Linker.Option.firstVariadicArg(2));
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(anInt, anInt, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        MethodHandle close =
                linker.downcallHandle(linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(anInt, anInt));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(mount.toString()), 0);
            MemorySegment flag = arena.allocateFrom(anInt, WITHOUT_JOURNAL_FLUSH);
            long durable = listener.durableLsn();
            int result = (int) ioctl.invokeExact(descriptor, EXT4_IOC_SHUTDOWN, flag);
            int ignored = (int) close.invokeExact(descriptor);
            assumeTrue(result == 0, "needs a kernel with EXT4_IOC_SHUTDOWN");
            return durable;
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
