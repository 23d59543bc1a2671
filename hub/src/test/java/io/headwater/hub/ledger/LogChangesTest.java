package io.headwater.hub.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger.Effect;
import io.headwater.cache.binlog.LostWritesLedger.Entry;
import io.headwater.cache.binlog.LostWritesLedger.Range;
import io.headwater.replication.JudgedLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.TopicReader.TopicEnd;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log, wherever its front is kept, says about lost entries. */
class LogChangesTest {
    /** Of epoch 2, whose log ended at lsn 10 as far as the node's directory could tell. */
    private static final Range RANGE = new Range(Path.of("2-11-12.ledger"), 2, 11, 12, 0, 0);

    private static LostEntry lost(long lsn, String key) {
        List<byte[]> command = List.of(bytes("SET"), bytes(key), bytes("v"));
        return LostEntry.of("node", RANGE, new Entry(2, lsn, 1, null, 0, List.of(new Effect(Cause.COMMAND, command))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anEntryThatIsInTheLogAfterAllCountsAsApplied() {
        LostEntry found = lost(11, "a");
        LostEntry really = lost(12, "b");
        LogChanges changes = new LogChanges(new FakeLog(0).set(2, 11, "a").set(3, 12, "b"), List.of(found, really));
        changes.readTo(12);
        assertTrue(changes.isApplied(found));
        assertFalse(changes.isApplied(really), "another epoch's entry of the same lsn is another");
        assertEquals("its key b was changed at lsn 12", changes.change(really));
    }

    @Test
    void whatIsNoLongerInTheLogIsNotTakenForUnchanged() {
        LostEntry lost = lost(11, "a");
        LogChanges whole = new LogChanges(new FakeLog(10).set(3, 11, "x"), List.of(lost));
        whole.readTo(11);
        assertNull(whole.change(lost));
        LogChanges cut = new LogChanges(new FakeLog(11).set(3, 12, "x"), List.of(lost));
        cut.readTo(12);
        assertNotNull(cut.change(lost));
    }

    private static final class FakeLog implements JudgedLog {
        private final long after;
        private final List<JudgedRecord> records = new ArrayList<>();
        private long lsn;

        FakeLog(long after) {
            this.after = after;
        }

        FakeLog set(long epoch, long at, String key) {
            BatchEncoder encoder = new BatchEncoder(new byte[4096]);
            encoder.beginEntry(1, 0, null);
            encoder.beginEffect(Cause.COMMAND, 3);
            for (String argument : List.of("SET", key, "v")) encoder.argument(bytes(argument), 0, argument.length());
            encoder.endEffect();
            encoder.endEntry();
            encoder.seal(new RecordStamp(new Timeline(1, 2), 0, epoch, 7, at, at), (bytes, offset, length, last, time) ->
                    records.add(new JudgedRecord(at, Verdict.BATCH, bytes, offset, length, epoch, last, time, null)));
            return this;
        }

        @Override
        public List<JudgedRecord> poll(Duration timeout) {
            List<JudgedRecord> all = List.copyOf(records);
            records.clear();
            if (!all.isEmpty()) lsn = all.getLast().lastLsn();
            return all;
        }

        @Override
        public Position beginsAfter() {
            return new Position(2, after);
        }

        @Override
        public Position position() {
            return new Position(3, lsn);
        }

        @Override
        public long nextOffset() {
            return 0;
        }

        @Override
        public long neededOffset() {
            return 0;
        }

        @Override
        public TopicEnd end() {
            return new TopicEnd(0, 0);
        }

        @Override
        public void close() {}
    }
}
