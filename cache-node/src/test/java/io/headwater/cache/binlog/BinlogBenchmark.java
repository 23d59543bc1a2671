package io.headwater.cache.binlog;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How fast the binlog thread writes, a reader follows and a recovery reads. Arguments: a directory on the disk to be measured, and seconds
 * for each figure.
 */
final class BinlogBenchmark {
    private static final int WARMUP_BATCHES = 200_000;
    private static final byte[] SET = {'S', 'E', 'T'};
    private static final byte[] KEY = {'k', 'e', 'y'};

    private final Path directory;
    private final long nanos;

    private BinlogBenchmark(Path directory, long seconds) {
        this.directory = directory;
        nanos = seconds * 1_000_000_000;
    }

    public static void main(String[] arguments) throws IOException {
        BinlogBenchmark benchmark = new BinlogBenchmark(Path.of(arguments[0]), Long.parseLong(arguments[1]));
        benchmark.throughput(SyncLevel.ASYNC, 100);
        benchmark.throughput(SyncLevel.ASYNC, 100);
        benchmark.throughput(SyncLevel.ASYNC, 8_000);
        benchmark.throughput(SyncLevel.DISK, 100);
        benchmark.throughput(SyncLevel.DISK, 8_000);
        benchmark.syncLatency();
    }

    /** Batches of one entry, as fast as the queue takes them. */
    private void throughput(SyncLevel level, int frameBytes) throws IOException {
        clean();
        Waiting listener = new Waiting();
        BinlogWriter writer = writer(level, listener);
        RecordStamp stamp = new RecordStamp(TestRecords.TIMELINE, TestRecords.SHARD, 1, 77, 0, 1);
        BatchEncoder encoder = new BatchEncoder(writer.takeBuffer());
        byte[] value = new byte[frameBytes - 75];
        long cpu = 0;
        long start = System.nanoTime();
        long batches = 0;
        long bytes = 0;
        long warm = 0;
        long warmBytes = 0;
        long stalled = 0;
        while (System.nanoTime() - start < nanos) {
            for (int i = 0; i < 64; i++) {
                while (!writer.hasRoom() || !writer.admits(frameBytes)) {
                    stalled++;
                    Thread.onSpinWait();
                }
                batch(encoder, value);
                encoder.seal(stamp, writer);
                encoder.reset(writer.takeBuffer());
                batches++;
            }
            if (warm == 0 && batches >= WARMUP_BATCHES) {
                warm = batches;
                warmBytes = writer.segmentBytes();
                cpu = binlogCpuNanos();
                start = System.nanoTime();
            }
        }
        listener.await(stamp.lastLsn());
        long cpuPerBatch = (binlogCpuNanos() - cpu) / (batches - warm);
        bytes = writer.segmentBytes() - warmBytes;
        double seconds = (System.nanoTime() - start) / 1e9;
        writer.close();
        System.out.printf(
                Locale.ROOT,
                "write %-5s frames of %d B: %,.0f batches/s, %,.0f MB/s, %d ns of the thread's CPU each (%s)%n",
                level,
                frameBytes,
                (batches - warm) / seconds,
                bytes / seconds / 1e6,
                cpuPerBatch,
                stalled > 0 ? "the binlog thread or the disk is the limit" : "the producer is the limit");
        read(batches);
    }

    private static void batch(BatchEncoder encoder, byte[] value) {
        encoder.beginEntry(1_700_000_000_000L, 0, null);
        encoder.beginEffect(Cause.COMMAND, 3);
        encoder.argument(SET, 0, 3);
        encoder.argument(KEY, 0, KEY.length);
        encoder.argument(value, 0, value.length);
        encoder.endEffect();
        encoder.endEntry();
    }

    private static long binlogCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            if (thread.getThreadName().equals("binlog")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        throw new AssertionError("no binlog thread");
    }

    private void read(long batches) throws IOException {
        for (int i = 0; i < 3; i++) {
            long bytes = size();
            long start = System.nanoTime();
            RecoveredBinlog found = new BinlogRecovery(directory, TestRecords.SHARD).recover(0, record -> {});
            double seconds = (System.nanoTime() - start) / 1e9;
            if (found.lastLsn() != batches) {
                throw new AssertionError(found.lastLsn() + " of " + batches);
            }
            if (i == 2) {
                System.out.printf(
                        Locale.ROOT,
                        "  recovery, without applying: %,.0f MB/s, %,.0f records/s%n",
                        bytes / seconds / 1e6,
                        batches / seconds);
            }
        }
    }

    /** One batch at a time at level disk: what a lone client waits for. */
    private void syncLatency() throws IOException {
        clean();
        Waiting listener = new Waiting();
        BinlogWriter writer = writer(SyncLevel.DISK, listener);
        TestRecords records = new TestRecords(1, 1);
        long[] micros = new long[2_000];
        for (int i = 0; i < micros.length; i++) {
            long start = System.nanoTime();
            records.batch(1, 100, writer.takeBuffer(), writer);
            listener.await(records.lastLsn());
            micros[i] = (System.nanoTime() - start) / 1000;
        }
        writer.close();
        Arrays.sort(micros);
        System.out.printf(
                "disk, one batch at a time: p50 %d us, p99 %d us, max %d us%n",
                micros[micros.length / 2],
                micros[micros.length * 99 / 100],
                micros[micros.length - 1]);
    }

    private BinlogWriter writer(SyncLevel level, BinlogListener listener) {
        RecoveredBinlog found = new BinlogRecovery(directory, TestRecords.SHARD).recover(0, record -> {});
        BinlogWriter writer = new BinlogWriter(directory, BinlogConfig.DEFAULT, level, found, listener);
        writer.start();
        return writer;
    }

    private void clean() throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private long size() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static final class Waiting implements BinlogListener {
        private volatile long durableLsn;

        void await(long lsn) {
            while (durableLsn < lsn) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void appended(long lsn) {
            // not measured
        }

        @Override
        public void durable(long lsn) {
            durableLsn = lsn;
        }

        @Override
        public void roomMade() {
            // asked for all the time
        }

        @Override
        public void failed(HeadwaterException reason) {
            throw reason;
        }
    }
}
