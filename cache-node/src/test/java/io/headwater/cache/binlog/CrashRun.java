package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** One random life of a binlog on a simulated disk: starts, work, crashes, and what must hold at each start. */
final class CrashRun {
    private static final int GENERATIONS = 6;
    private static final int STEPS_MAX = 60;

    private final Random random;
    private final boolean withFailures;
    private final SimulatedDisk disk;
    private final BinlogConfig config;
    /** The epoch in which each lsn was last written; index 0 is lsn 1. */
    private final List<Long> epochByLsn = new ArrayList<>();
    private final Deque<Runnable> syncs = new ArrayDeque<>();

    private final boolean longRuns;

    private long durableLsn;
    private long baseLsn;
    private long newestOffset;
    private long nowNanos;

    CrashRun(Random random, boolean withFailures) {
        this.random = random;
        this.withFailures = withFailures;
        disk = new SimulatedDisk(random, 32 << random.nextInt(6));
        longRuns = random.nextInt(4) == 0; // of chunks, over several segments
        int maxFrame = 512;
        long segment = maxFrame * (4L + random.nextInt(12));
        config = new BinlogConfig(segment, random.nextInt(3) * 700L, segment / 2, maxFrame);
        if (random.nextInt(3) == 0) {
            disk.capacityBytes(segment * 6);
        }
    }

    void generations() throws IOException {
        for (int epoch = 1; epoch <= GENERATIONS; epoch++) {
            if (random.nextInt(4) == 0) {
                disk.crashAfter(1 + random.nextInt(12)); // recovery itself is cut short
            }
            try {
                live(epoch, recover());
            } catch (SimulatedDisk.Crash crash) {
                // the process ended somewhere in the middle
            }
            if (random.nextInt(3) == 0) {
                disk.killProcess();
            } else {
                disk.losePower();
            }
        }
        recover();
    }

    /** What must hold at every start. */
    private RecoveredBinlog recover() {
        Seen seen = new Seen(baseLsn);
        RecoveredBinlog found = new BinlogRecovery(disk, TestRecords.SHARD).recover(baseLsn, seen);
        require(found.lastLsn() == Math.max(baseLsn, seen.lastLsn), "says " + found.lastLsn() + ", gave " + seen.lastLsn);
        require(found.lastLsn() >= durableLsn, "lost: durable was " + durableLsn + ", found " + found.lastLsn());
        KafkaNote note = found.newestNote();
        if (note != null) {
            require(note.nextOffset() <= newestOffset, "a note that nobody gave");
            require(note.filter().lastLsn() <= found.lastLsn(), "a note that covers lost entries");
        }
        while (epochByLsn.size() > found.lastLsn()) {
            epochByLsn.removeLast();
        }
        durableLsn = found.lastLsn();
        return found;
    }

    /** A sync beside the thread: done at once, soon, or only when somebody waits for it. */
    private void sync(Runnable task) {
        switch (random.nextInt(3)) {
            case 0 -> task.run();
            case 1 -> syncs.add(task);
            default -> {}
        }
    }

    private void live(int epoch, RecoveredBinlog found) throws IOException {
        syncs.clear();
        TestListener listener = new TestListener();
        BinlogWriter writer = new BinlogWriter(
                disk,
                config,
                random.nextBoolean() ? SyncLevel.DISK : SyncLevel.ASYNC,
                found,
                listener,
                () -> nowNanos,
                this::sync);
        SmallRecords records = new SmallRecords(epoch, found.lastLsn() + 1);
        disk.crashAfter(random.nextInt(200));
        try {
            int steps = random.nextInt(STEPS_MAX);
            for (int i = 0; i < steps; i++) {
                if (withFailures && i > steps / 2) {
                    disk.failureRate(0.03);
                }
                step(writer, records, listener);
                durableLsn = Math.max(durableLsn, listener.durableLsn());
                readBack(writer);
            }
            if (random.nextInt(4) == 0) {
                writer.worker().finish();
                require(listener.durableLsn() == records.lastLsn() || records.lastLsn() == found.lastLsn(), "not all durable after a clean close");
            }
        } catch (IOException e) {
            require(withFailures, "no failure was injected: " + e);
            writer.worker().abandon();
        } finally {
            durableLsn = Math.max(durableLsn, listener.durableLsn());
        }
    }

    private void step(BinlogWriter writer, SmallRecords records, TestListener listener) throws IOException {
        if (!syncs.isEmpty() && random.nextInt(3) == 0) {
            syncs.remove().run();
        }
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                for (int i = random.nextInt(6); i >= 0 && writer.hasRoom() && writer.admits(0); i--) {
                    records.batch(1 + random.nextInt(3), random.nextInt(60), writer);
                    rememberUpTo(records);
                }
            }
            case 4 -> {
                if (writer.hasRoom() && writer.admits(2000)) {
                    int chunks = 2 + random.nextInt(longRuns ? 60 : 6);
                    records.chunks(chunks, random, writer, () -> writer.worker().doWork());
                    rememberUpTo(records);
                }
            }
            case 5 -> writer.note(TestRecords.note(
                    ++newestOffset, 1, Math.max(0, records.lastLsn() + random.nextInt(4) - 2)));
            case 6 -> nowNanos += random.nextInt(1_500) * 1_000_000L;
            case 7 -> writer.level(random.nextBoolean() ? SyncLevel.DISK : SyncLevel.ASYNC);
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    writer.rotate();
                }
            }
            case 9 -> {
                if (random.nextInt(3) == 0 && listener.durableLsn() > baseLsn) {
                    long base = baseLsn + 1 + random.nextLong(listener.durableLsn() - baseLsn);
                    baseLsn = base; // a base was built and is safe
                    deleteBefore(writer, base);
                }
            }
            default -> writer.worker().doWork();
        }
    }

    private void deleteBefore(BinlogWriter writer, long base) {
        try {
            writer.deleteBefore(base);
        } catch (HeadwaterException e) {
            require(withFailures, "no failure was injected: " + e); // and what was not deleted does no harm
        }
    }

    private void rememberUpTo(SmallRecords records) {
        while (epochByLsn.size() < records.lastLsn()) {
            epochByLsn.add(records.epoch());
        }
    }

    /** Everything announced as readable can be read, while it is written. */
    private void readBack(BinlogWriter writer) {
        long from = Math.max(baseLsn, writer.firstReadableLsn() - 1);
        if (random.nextInt(4) > 0 || from > writer.readableLsn()) {
            return;
        }
        Seen seen = new Seen(from);
        LogRecordReader record = new LogRecordReader();
        ChunkAssembler assembler = new ChunkAssembler();
        try (BinlogReader reader = writer.reader(from)) {
            while (reader.next()) {
                record.wrap(reader.bytes(), reader.offset(), reader.length());
                if (assembler.entries(record)) {
                    seen.entries(record);
                }
            }
        } catch (HeadwaterException e) {
            throw new AssertionError("reading back from " + from, e);
        }
        require(seen.lastLsn == writer.readableLsn(), "readable " + writer.readableLsn() + ", read " + seen.lastLsn);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    /** Checks that entries come in order, as they were last written. */
    private final class Seen implements BinlogHandler {
        private final TestRecords.Checker checker;
        private long lastLsn;

        Seen(long baseLsn) {
            checker = new TestRecords.Checker(baseLsn);
            lastLsn = baseLsn;
        }

        @Override
        public void entries(LogRecordReader record) {
            long epoch = record.epoch();
            long before = checker.lastLsn;
            checker.entries(record);
            lastLsn = checker.lastLsn;
            for (long lsn = before + 1; lsn <= lastLsn; lsn++) {
                require(lsn <= epochByLsn.size(), "lsn " + lsn + " was never written");
                require(
                        epochByLsn.get((int) lsn - 1) == epoch,
                        "lsn " + lsn + " of epoch " + epoch + " came back, though epoch "
                                + epochByLsn.get((int) lsn - 1) + " wrote it anew");
            }
        }
    }
}
