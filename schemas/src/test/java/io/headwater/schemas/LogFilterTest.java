package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogFilterTest {
    private static final long ALICE = 0xA11CE;
    private static final long BOB = 0xB0B;

    private final LogFilter filter = new LogFilter(0, FilterState.START);
    private long offset;

    private Verdict judge(byte[] record) {
        return filter.judge(Records.reader(record), offset++);
    }

    private Verdict judge(List<byte[]> records) {
        assertEquals(1, records.size());
        return judge(records.getFirst());
    }

    @Test
    void theFirstClaimDrawsTheTimelineAndItsRecordsCount() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        assertNull(filter.state().timeline());
        assertEquals(Verdict.CLAIM, judge(Records.claim(alice, null, 10)));
        assertEquals(Verdict.BATCH, judge(Records.batch(alice, 11, "a", "b")));
        assertEquals(Verdict.HEARTBEAT, judge(Heartbeat.encoded(alice, 12)));
        assertEquals(new Position(1, 2), filter.state().position());
        assertEquals(Records.TIMELINE, filter.state().timeline());
        assertEquals(12, filter.lastTimeMs());
    }

    @Test
    void recordsBeforeAnyClaimAreVoid() {
        assertEquals(Verdict.VOID, judge(Records.batch(Records.stamp(1, ALICE, 1), 1, "a")));
        assertEquals(Verdict.VOID, judge(Heartbeat.encoded(Records.stamp(0, ALICE, 1), 1)));
    }

    @Test
    void ofTwoClaimsAfterTheSameRecordTheFirstWins() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        RecordId last = filter.state().lastId();
        assertEquals(Verdict.CLAIM, judge(Records.claim(Records.stamp(2, BOB, 1), last, 20)));
        assertEquals(Verdict.VOID, judge(Records.claim(Records.stamp(2, ALICE + 1, 1), last, 20)));
        assertEquals(Verdict.VOID, judge(Records.claim(Records.stamp(3, ALICE + 1, 1), last, 20)));
        assertEquals(BOB, filter.state().publisher());
    }

    @Test
    void aClaimThatMissedARecordIsVoid() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        RecordId seen = filter.state().lastId();
        judge(Heartbeat.encoded(alice, 11));
        assertEquals(Verdict.VOID, judge(Records.claim(Records.stamp(2, BOB, 1), seen, 20)));
        assertEquals(Verdict.VOID, judge(Records.claim(Records.stamp(2, BOB, 1), null, 20)));
        assertEquals(1, filter.epoch());
    }

    @Test
    void recordsOfADeposedPrimaryAreVoid() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        judge(Records.batch(alice, 11, "kept"));
        RecordStamp bob = Records.stamp(2, BOB, 2);
        judge(Records.claim(bob, filter.state().lastId(), 20));
        assertEquals(Verdict.VOID, judge(Records.batch(alice, 12, "lost")));
        assertEquals(Verdict.VOID, judge(Heartbeat.encoded(alice, 13)));
        assertEquals(Verdict.BATCH, judge(Records.batch(bob, 21, "bob's")));
        assertEquals(FailoverMode.MANUAL, filter.state().failover(), "as the newest claim says");
        assertEquals(List.of(new EpochEnd(1, 1)), filter.state().epochEnds());
    }

    @Test
    void aDuplicateIsSkipped() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        List<byte[]> first = Records.batch(alice, 11, "a");
        judge(first);
        byte[] beat = Heartbeat.encoded(alice, 12);
        judge(beat);
        assertEquals(Verdict.VOID, judge(first));
        assertEquals(Verdict.VOID, judge(beat));
    }

    @Test
    void whatStandsBehindAGapIsVoidUntilItComesAgain() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        judge(Records.batch(alice, 11, "a"));
        FilterState before = filter.state();
        List<byte[]> lost = Records.batch(alice, 12, "b");
        List<byte[]> early = Records.batch(alice, 13, "c");
        byte[] beat = Heartbeat.encoded(alice, 14);
        assertEquals(Verdict.VOID, judge(early));
        assertEquals(Verdict.VOID, judge(beat));
        assertTrue(filter.inGap());
        assertEquals(before, filter.state(), "what is void leaves no trace");
        assertEquals(Verdict.BATCH, judge(lost));
        assertEquals(Verdict.BATCH, judge(early));
        assertEquals(Verdict.HEARTBEAT, judge(beat));
        assertFalse(filter.inGap());
    }

    @Test
    void aChunkWithoutThoseBeforeItIsVoidUntilTheyCome() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        List<byte[]> chunks = Records.batch(alice, 11, "z".repeat(2 * BatchEncoder.MAX_BATCH_BYTES));
        assertEquals(Verdict.CHUNK, judge(chunks.get(0)));
        assertEquals(Verdict.VOID, judge(chunks.get(2)));
        assertEquals(Verdict.CHUNK, judge(chunks.get(1)));
        assertEquals(Verdict.CHUNKED_ENTRY, judge(chunks.get(2)));
    }

    @Test
    void aGapThatIsNeverFilledStopsTheReader() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        Records.batch(alice, 11, "never arrives");
        byte[] large = Records.batch(alice, 12, "z".repeat(BatchEncoder.MAX_BATCH_BYTES - 100)).getFirst();
        long mayPass = LogFilter.MAX_GAP_BYTES / large.length;
        for (long i = 0; i < mayPass; i++) {
            assertEquals(Verdict.VOID, judge(large));
        }
        LogContradictionException gap = assertThrows(LogContradictionException.class, () -> judge(large));
        assertTrue(gap.getMessage().contains("starts at lsn 2 after 0; the gap since offset 1"), gap.getMessage());
    }

    @Test
    void aTimeThatDecreasesAndAnLsnThatStepsBackStopTheReader() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        assertThrows(
                LogContradictionException.class, () -> judge(Records.batch(alice, 9, "before its own claim")));
        judge(Records.batch(new RecordStamp(Records.TIMELINE, 0, 1, ALICE, 5, 1), 12, "a"));
        RecordStamp back = new RecordStamp(Records.TIMELINE, 0, 1, ALICE, 6, 1);
        assertThrows(LogContradictionException.class, () -> judge(Heartbeat.encoded(back, 13)));
        assertThrows(LogContradictionException.class, () -> judge(Records.batch(back, 13, "b")));
    }

    @Test
    void anotherShardsRecordStopsTheReader() {
        byte[] foreign = Records.claim(new RecordStamp(Records.TIMELINE, 1, 1, ALICE, 0, 1), null, 1);
        assertThrows(LogContradictionException.class, () -> judge(foreign));
    }

    @Test
    void aClaimInTheMiddleVoidsAChunkedEntryAsAWhole() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        List<byte[]> chunks = Records.batch(alice, 11, "z".repeat(2 * BatchEncoder.MAX_BATCH_BYTES));
        assertEquals(3, chunks.size());
        assertEquals(Verdict.CHUNK, judge(chunks.get(0)));
        assertEquals(Verdict.CHUNK, judge(chunks.get(1)));
        assertEquals(1, filter.storableOffset(offset));
        assertEquals(Verdict.CLAIM, judge(Records.claim(Records.stamp(2, BOB, 1), filter.state().lastId(), 20)));
        assertEquals(Verdict.VOID, judge(chunks.get(2)));
        assertEquals(0, filter.lastLsn());
        assertEquals(Verdict.BATCH, judge(Records.batch(new RecordStamp(Records.TIMELINE, 0, 2, BOB, 5, 1), 21, "b")));
    }

    @Test
    void chunksSentAgainAfterAnErrorCompleteTheEntryOnce() {
        RecordStamp alice = Records.stamp(1, ALICE, 1);
        judge(Records.claim(alice, null, 10));
        List<byte[]> chunks = Records.batch(alice, 11, "z".repeat(BatchEncoder.MAX_BATCH_BYTES));
        assertEquals(Verdict.CHUNK, judge(chunks.get(0)));
        assertEquals(Verdict.VOID, judge(chunks.get(0)));
        assertEquals(Verdict.CHUNKED_ENTRY, judge(chunks.get(1)));
        assertEquals(Verdict.VOID, judge(chunks.get(1)));
        assertEquals(1, filter.lastLsn());
    }

    /** Any interleaving of two primaries, with duplicates and late arrivals: a reader that stops anywhere and resumes sees the same history. */
    @Test
    void aReaderResumedAnywhereAgreesWithOneFromTheStart() {
        for (int seed = 0; seed < 200; seed++) {
            List<byte[]> log = randomLog(new Random(seed));
            LogFilter whole = new LogFilter(0, FilterState.START);
            List<FilterState> stored = new ArrayList<>();
            List<Long> resumeAt = new ArrayList<>();
            for (int at = 0; at < log.size(); at++) {
                stored.add(FilterState.decode(whole.storableState().encoded()));
                resumeAt.add(whole.storableOffset(at));
                whole.judge(Records.reader(log.get(at)), at);
            }
            for (int cut = 0; cut < log.size(); cut++) {
                LogFilter resumed = new LogFilter(0, stored.get(cut));
                for (int at = (int) (long) resumeAt.get(cut); at < log.size(); at++) {
                    resumed.judge(Records.reader(log.get(at)), at);
                }
                assertEquals(whole.state(), resumed.state(), "seed " + seed + ", resumed at " + cut);
            }
        }
    }

    private static List<byte[]> randomLog(Random random) {
        List<byte[]> log = new ArrayList<>();
        LogFilter truth = new LogFilter(0, FilterState.START);
        long time = 1;
        RecordStamp leader = null;
        for (int step = 0; step < 60; step++) {
            time += random.nextInt(3);
            List<byte[]> next = new ArrayList<>();
            int dice = random.nextInt(20);
            if (leader == null || dice == 0) {
                RecordStamp challenger = Records.stamp(truth.epoch() + 1, random.nextLong(), truth.lastLsn() + 1);
                next.add(Records.claim(challenger, truth.state().lastId(), time));
                leader = challenger;
            } else if (dice < 4) {
                next.add(Heartbeat.encoded(leader, time));
            } else if (dice < 6 && !log.isEmpty()) {
                next.add(log.get(random.nextInt(log.size())));
            } else if (dice == 6) {
                next.addAll(Records.batch(leader, time, "w".repeat(2 * BatchEncoder.MAX_BATCH_BYTES)));
            } else if (dice == 7) {
                next.add(Records.claim(Records.stamp(truth.epoch() + 1, random.nextLong(), 1), new RecordId(1, 2), time));
            } else {
                next.addAll(Records.batch(leader, time, "v" + step, "w"));
            }
            for (byte[] record : next) {
                truth.judge(Records.reader(record), log.size());
                log.add(record);
            }
        }
        return log;
    }
}
