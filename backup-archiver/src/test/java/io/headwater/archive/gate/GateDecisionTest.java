package io.headwater.archive.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.Position;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateDecisionTest {
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final GatePolicy POLICY = new GatePolicy(0, GatePolicy.UNBOUNDED, 0, 1 << 20, 60_000);

    @Test
    void nothingGoesThatTheArchiveDoesNotHold() {
        GateFacts facts = new GateFacts(0, 1000, 1 << 20, 1000, 999, 500, List.of(200L, 600L), List.of(), NOW_MS);
        assertEquals(200, GateDecision.of(facts, GatePolicy.DEFAULT).trimTo());
    }

    @Test
    void theTopicIsCutAtTheNewestSnapshotThatNobodyNeedsTheLogBefore() {
        GateDecision decision = decide(POLICY, List.of(100L, 300L, 500L), reader("archiver", 700, 0), reader("replica", 420, 0));
        assertEquals(300, decision.trimTo());
        assertEquals("replica replica", decision.heldBy());
    }

    @Test
    void withoutASnapshotNothingGoes() {
        GateDecision decision = decide(POLICY, List.of(), reader("archiver", 700, 0));
        assertEquals(0, decision.trimTo());
        assertTrue(decision.heldBy().contains("no snapshot"), decision.heldBy());
    }

    @Test
    void aReaderThatDoesNotTellItsOffsetHoldsEverything() {
        assertEquals(0, decide(POLICY, List.of(300L), reader("archiver", 700, 0), reader("new", Reader.UNKNOWN_OFFSET, 0)).trimTo());
    }

    @Test
    void aReaderWhoseTimeIsOverHoldsNothingButTheHoldDoes() {
        Reader dead = reader("replica", 10, 20_000);
        assertEquals(300, decide(POLICY, List.of(300L), dead).trimTo());
        GatePolicy patient = new GatePolicy(0, GatePolicy.UNBOUNDED, 30_000, 1 << 20, 0);
        assertEquals(0, decide(patient, List.of(300L), dead).trimTo());
    }

    @Test
    void theLastValidRecordStays() {
        GateFacts facts = new GateFacts(0, 1000, 1 << 20, 1000, 990, 1000, List.of(990L, 995L), List.of(), NOW_MS);
        assertEquals(990, GateDecision.of(facts, POLICY).trimTo());
    }

    @Test
    void youngRecordsStayUnlessTheyAreTooMany() {
        GateFacts facts = new GateFacts(0, 1000, 1 << 20, 400, 999, 1000, List.of(200L, 600L), List.of(), NOW_MS);
        assertEquals(200, GateDecision.of(facts, POLICY).trimTo());
        GatePolicy bounded = new GatePolicy(0, 1 << 18, 0, 1 << 20, 0);
        assertEquals(600, GateDecision.of(facts, bounded).trimTo());
    }

    @Test
    void theBeginningNeverMovesBack() {
        GateFacts facts = new GateFacts(350, 1000, 1 << 20, 1000, 999, 1000, List.of(200L), List.of(), NOW_MS);
        assertEquals(350, GateDecision.of(facts, POLICY).trimTo());
    }

    @Test
    void aSilentReaderIsWarnedOfBeforeItFallsOff() {
        Reader silent = new Reader("replica", "replica", 0, "", Position.START, 900, NOW_MS - 100_000, 120_000);
        List<String> alarms = decide(POLICY, List.of(), silent).alarms();
        assertEquals(1, alarms.size());
        assertTrue(alarms.getFirst().startsWith("replica replica was last seen 100 s ago; in 20 s the log stops keeping the"), alarms::toString);
        assertEquals(List.of(), decide(POLICY, List.of(), reader("replica", 900, 0)).alarms());
    }

    @Test
    void aReaderThatHoldsMuchIsWarnedOf() {
        GatePolicy tight = new GatePolicy(0, GatePolicy.UNBOUNDED, 0, 1000, 0);
        List<String> alarms = decide(tight, List.of(), reader("slow", 500, 0)).alarms();
        assertEquals(List.of("replica slow is 524288 bytes behind, and the log keeps them for it"), alarms);
    }

    @Test
    void whateverTheFactsNothingThatIsNeededGoes() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long beginning = random.nextInt(500);
            long end = beginning + random.nextInt(1000);
            List<Long> snapshots = random.longs(random.nextInt(4), 0, end + 1).boxed().toList();
            List<Reader> readers = random.longs(random.nextInt(4), -1, end + 1)
                    .mapToObj(offset -> reader("r" + offset, offset, random.nextInt(20_000)))
                    .toList();
            GateFacts facts = new GateFacts(
                    beginning, end, 1 << 20, random.nextLong(end + 1), random.nextLong(-1, end + 1), random.nextLong(end + 1), snapshots, readers, NOW_MS);
            long trimTo = GateDecision.of(facts, POLICY).trimTo();
            assertTrue(trimTo >= beginning);
            if (trimTo > beginning) {
                assertTrue(snapshots.contains(trimTo));
                assertTrue(trimTo <= facts.lastValidOffset());
                assertTrue(trimTo <= facts.archivedOffset());
                assertTrue(readers.stream()
                        .filter(reader -> reader.lastSeenMs() + reader.timeToLiveMs() >= NOW_MS)
                        .allMatch(reader -> reader.nextOffset() >= trimTo));
            }
        }
    }

    private static GateDecision decide(GatePolicy policy, List<Long> snapshots, Reader... readers) {
        return GateDecision.of(new GateFacts(0, 1000, 1 << 20, 1000, 999, 1000, snapshots, List.of(readers), NOW_MS), policy);
    }

    private static Reader reader(String name, long nextOffset, long silentMs) {
        return new Reader(name, name.equals("archiver") ? name : "replica", 0, "", Position.START, nextOffset, NOW_MS - silentMs, 10_000);
    }
}
