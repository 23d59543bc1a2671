package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process to be killed: recovers a directory, says what it found, then writes at level disk as fast as it can and prints each lsn that
 * became durable, as a node prints nothing but replies.
 */
final class BinlogWritingProcess {
    private BinlogWritingProcess() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true);
        Path directory = Path.of(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        TestRecords.Checker checker = new TestRecords.Checker(0);
        RecoveredBinlog found = new BinlogRecovery(directory, TestRecords.SHARD).recover(0, checker);
        out.println("recovered " + found.lastLsn() + " " + checker.entries);
        BinlogWriter writer = new BinlogWriter(
                directory, BinlogConfig.ofSegments(4 << 20, 200), SyncLevel.DISK, found, new Printer(out));
        writer.start();
        TestRecords records = new TestRecords(found.lastEpoch() + 1, found.lastLsn() + 1);
        while (writer.failure() == null) {
            if (writer.hasRoom() && writer.queuedBytes() < 10_000 && writer.admits(10_000)) {
                int bytes = random.nextInt(300) == 0 ? 600_000 : random.nextInt(500);
                records.batch(1 + random.nextInt(10), bytes, writer.takeBuffer(), writer);
                writer.note(TestRecords.note(records.lastLsn(), 1, records.lastLsn()));
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private record Printer(PrintStream out) implements BinlogListener {
        @Override
        public void appended(long lsn) {
            // only what is durable is acknowledged
        }

        @Override
        public void durable(long lsn) {
            out.println(lsn);
        }

        @Override
        public void roomMade() {
            // the writer asks all the time
        }

        @Override
        public void failed(HeadwaterException reason) {
            out.println(reason);
        }
    }
}
