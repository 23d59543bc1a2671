package io.headwater.archive.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.ForgedSnapshots;
import io.headwater.archive.proof.Verification.Report;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.DigestedLog;
import io.headwater.archive.testing.LogHistory;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    private static final long WEEK_MS = 604_800_000;

    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");
    private final LogHistory log = new LogHistory(0, 9);
    private ArchivedShard shard;
    private long nowMs;

    @BeforeEach
    void archiveALog() {
        shard = new ArchivedShard(archive, 0, log, spool);
        log.steps(60);
        shard.archiveAll(new Random(1), 4).snapshot(1);
        log.steps(60);
        new DigestedLog(log).round(0, 0);
        log.pass(10).heartbeat();
        shard.archiveAll(new Random(2), 4).snapshot(1);
        log.steps(20).pass(10).heartbeat();
        shard.archiveAll(new Random(3), 4);
        nowMs = log.lastTimeMs();
    }

    @Test
    void aWholeArchiveIsProvenWithTheNewestMomentAndItsDigest() {
        Report report = verify(archive, WEEK_MS);
        assertTrue(report.isGood(), report.toString());
        assertEquals(report.objects(), report.objectsRead());
        assertTrue(report.rehearsal().digestMs() > 0);
        assertTrue(report.rehearsal().restoredMs() >= log.lastTimeMs() - 1, report.toString());
        assertTrue(new Proofs(archive).all().contains(report.rehearsal()));
        assertEquals(report.rehearsal(), new Proofs(archive).last().orElseThrow());
    }

    @Test
    void whatWasFoundWholeIsReadAgainOnlyWhenThatIsLongAgo() {
        verify(archive, WEEK_MS);
        nowMs += 1000;
        assertEquals(0, verify(archive, WEEK_MS).objectsRead());
        log.steps(5).pass(10).heartbeat();
        shard.archiveAll(new Random(4), 100);
        long fresh = verify(archive, WEEK_MS).objectsRead();
        assertTrue(fresh >= 1 && fresh < 6, "" + fresh);
        nowMs += WEEK_MS + 1;
        Report late = verify(archive, WEEK_MS);
        assertEquals(late.objects(), late.objectsRead());
        assertEquals(late.objects(), verify(archive, 0).objectsRead(), "--full");
    }

    @Test
    void damageIsNamedUntilItIsMended() {
        String victim = objects.objects().keySet().stream().filter(name -> name.contains("/log/")).skip(2).findFirst().orElseThrow();
        byte[] good = objects.objects().get(victim).clone();
        objects.objects().get(victim)[good.length / 2] ^= 1;
        for (int run = 0; run < 2; run++) {
            Report report = verify(archive, WEEK_MS);
            assertEquals(1, report.problems().size(), report.toString());
            assertTrue(report.problems().getFirst().contains(victim));
            assertFalse(report.isGood());
        }
        objects.objects().put(victim, good);
        assertTrue(verify(archive, WEEK_MS).isGood());
    }

    @Test
    void aRunThatIsStoppedIsGoneOnWith() {
        int[] reads = {0};
        Progress stopping = new Progress() {
            @Override
            public void step(String what) {}

            @Override
            public void advanced(String what, long done, long total, long effects) {}

            @Override
            public void read(String what, long bytes, long totalBytes) {
                if (++reads[0] == 7) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
        Verification stopped = new Verification(archive, () -> nowMs, stopping, 0);
        assertThrows(IllegalStateException.class, () -> stopped.run(WEEK_MS, false));
        Report rest = verify(archive, WEEK_MS);
        assertEquals(rest.objects() - 7, rest.objectsRead());
    }

    @Test
    void theLongestWayArrivesWhereTheShortestDoes() {
        assertTrue(new Verification(archive, () -> nowMs, Progress.NONE).run(WEEK_MS, true).isGood());
    }

    @Test
    void anArchiveThatIsOneSnapshotYetIsWholeAndTheReportSaysThatNothingLaterIsThere() {
        Archive young = new Archive(new MemoryObjectStore(), "young");
        LogHistory beginning = new LogHistory(0, 2).batch(5);
        new ArchivedShard(young, 0, beginning, spool).snapshot(1);
        Report report = verify(young, WEEK_MS);
        assertTrue(report.isGood(), report.toString());
        assertEquals(beginning.modelAt(Long.MAX_VALUE).dump(0).size(), report.rehearsal().keys());
        assertEquals(1, report.notes().size());
        assertTrue(report.notes().getFirst().contains("nothing later is archived yet"), report.notes().toString());
    }

    @Test
    void aSnapshotThatTheRehearsalHasToGoAroundIsAProblem() {
        String bad = ForgedSnapshots.withAKeyMore(archive, shard.topics(), spool);
        new DigestedLog(log).round(0, 0);
        log.pass(10).heartbeat();
        shard.archiveAll(new Random(5), 4);
        nowMs = log.lastTimeMs();
        Report report = verify(archive, WEEK_MS);
        assertTrue(report.rehearsal().isGood(), report.toString());
        assertTrue(report.problems().size() == 1 && report.problems().getFirst().contains("snapshot " + bad), report.problems().toString());
        assertFalse(report.isGood());
    }

    private Report verify(Archive of, long olderThanMs) {
        return new Verification(of, () -> nowMs, Progress.NONE).run(olderThanMs, false);
    }
}
