package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger.Range;
import io.headwater.cache.binlog.SimulatedDisk.Crash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log went on without is in the ledger and no longer in the binlog, whenever the machine stops. */
class VoidTailTest {
    /** A handful of records a segment. */
    private static final BinlogConfig CONFIG = new BinlogConfig(4096, 0, 2048, 1024);

    private static final int RECORDS = 60;

    private SimulatedDisk disk = new SimulatedDisk(new Random(1), 512);

    @TempDir Path directory;

    @Test
    void everyPrefixCanBeKept() throws IOException {
        for (long valid = 0; valid <= RECORDS; valid++) {
            disk = new SimulatedDisk(new Random(valid), 512);
            write(1, RECORDS);
            VoidTail tail = find(2, valid);
            assertEquals(valid == RECORDS, tail.isEmpty());
            tail.cut();
            assertEquals(valid, recover().lastLsn());
            write(2, 5);
            assertEquals(valid + 5, recover().lastLsn(), "the binlog can be continued");
        }
    }

    @Test
    void framesOfEpochsThatTheClaimLeftAloneStay() throws IOException {
        write(1, 10);
        write(2, 10);
        assertTrue(find(2, 10).isEmpty());
        VoidTail tail = find(3, 15);
        tail.cut();
        assertEquals(15, recover().lastLsn());
    }

    @Test
    void aCrashAtAnyPointOfTheCutLeavesWhatCanBeCutAgain() throws IOException {
        int crashes = 0;
        for (long valid : new long[] {0, 7, 30, 59}) {
            for (int after = 1; ; after++) {
                disk = new SimulatedDisk(new Random(1000 * valid + after), 512);
                write(1, RECORDS);
                recover();
                VoidTail tail = find(2, valid);
                disk.crashAfter(after);
                try {
                    tail.cut();
                    break;
                } catch (Crash crash) {
                    crashes++;
                    disk.losePower();
                }
                long left = recover().lastLsn();
                assertTrue(left >= valid && left <= RECORDS, "left up to lsn " + left);
                find(2, valid).cut();
                assertEquals(valid, recover().lastLsn());
                disk.losePower();
                assertEquals(valid, recover().lastLsn(), "what was cut stays away");
            }
        }
        assertTrue(crashes > 20, crashes + " crash points");
    }

    @Test
    void theLedgerHasEachLostEntryOnceHoweverOftenTheTailIsAdded() throws IOException {
        write(1, 20);
        write(2, 20);
        LostWritesLedger ledger = LostWritesLedger.of(directory);
        assertTrue(ledger.list().isEmpty());
        ledger.add(find(3, 12));
        // A crash between two deletions leaves a shorter tail, which is in the ledger already.
        find(3, 25).cut();
        List<Range> ranges = ledger.add(find(3, 12));
        assertEquals(ledger.list().size(), ranges.size());
        List<String> lost = new ArrayList<>();
        for (Range range : ledger.list()) {
            ledger.read(range, entry -> {
                assertEquals(range.epoch(), entry.epoch());
                assertTrue(entry.lsn() >= range.firstLsn() && entry.lsn() <= range.lastLsn());
                assertFalse(entry.effects().isEmpty());
                lost.add(entry.epoch() + ":" + new String(entry.effects().getFirst().arguments().get(1)));
            });
        }
        List<String> expected = new ArrayList<>();
        for (int lsn = 13; lsn <= 40; lsn++) {
            expected.add((lsn <= 20 ? 1 : 2) + ":key:" + lsn);
        }
        assertEquals(expected, lost);
    }

    private VoidTail find(long epoch, long lastValidLsn) {
        return VoidTail.find(disk, recover(), epoch, lastValidLsn);
    }

    private void write(long epoch, int records) throws IOException {
        RecoveredBinlog found = recover();
        BinlogWriter writer = new BinlogWriter(disk, CONFIG, SyncLevel.DISK, found, new TestListener(), () -> 0);
        SmallRecords source = new SmallRecords(epoch, found.lastLsn() + 1);
        for (int i = 0; i < records; i++) {
            source.batch(1, 200, writer);
            writer.worker().doWork();
        }
        disk.killProcess();
    }

    private RecoveredBinlog recover() {
        return new BinlogRecovery(disk, TestRecords.SHARD).recover(0, new TestRecords.Checker(0));
    }
}
