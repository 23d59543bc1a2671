package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private static final int MAX_ENTRY_BYTES = 100_000;

    private final Keyspace keyspace = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(1, 2), false);
    private final BatchEncoder encoder = new BatchEncoder(new byte[4096]);
    private final Effects effects = new Effects(new Fold(keyspace), encoder, MAX_ENTRY_BYTES);

    private Entry find(int database, String key) {
        return keyspace.database(database).find(Args.of(key), 0);
    }

    /** The log so far: one line per entry, "db: effect; effect". */
    private List<String> log() {
        List<String> lines = new ArrayList<>();
        LogRecordReader reader = new LogRecordReader();
        encoder.seal(new RecordStamp(new Timeline(1, 2), 0, 1, 9, 1, 1), (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            while (reader.nextEntry()) {
                StringBuilder line = new StringBuilder().append(reader.database()).append(':');
                while (reader.nextEffect()) {
                    line.append(' ').append(reader.cause() == Cause.COMMAND ? "" : reader.cause() + " ");
                    for (int i = 0; i < reader.argumentCount(); i++) {
                        line.append(new String(reader.argument(i), StandardCharsets.ISO_8859_1)).append(i + 1 < reader.argumentCount() ? " " : ";");
                    }
                }
                lines.add(line.toString());
            }
        });
        encoder.reset(new byte[4096]);
        return lines;
    }

    private void set(String key, String value) {
        effects.add(EffectOp.SET, Args.of("SET", key, value), 1, 2);
    }

    @Test
    void nothingHappensBeforeItIsApplied() {
        effects.open(1, 0, null);
        set("k", "v");
        assertTrue(effects.hasPending());
        assertNull(find(0, "k"));
        effects.apply();
        assertNotNull(find(0, "k"));
        assertTrue(effects.closeEntry());
        assertEquals(List.of("0: SET k v;"), log());
    }

    @Test
    void whatIsRolledBackNeverWas() {
        effects.open(1, 0, null);
        set("first", "1");
        effects.apply();
        effects.database(3);
        set("second", "2");
        effects.begin(EffectOp.DEL, 5).arg(Args.of("first"), 0);
        effects.rollback();
        assertFalse(effects.hasPending());
        set("third", "3");
        effects.apply();
        effects.closeEntry();
        assertNull(find(3, "second"));
        assertNotNull(find(0, "first"));
        assertEquals(List.of("0: SET first 1; SELECT 3; SET third 3;"), log());
    }

    @Test
    void anEntryOfWhichAllIsRolledBackLeavesNoTrace() {
        effects.open(1, 0, null);
        set("k", "v");
        effects.rollback();
        assertFalse(effects.closeEntry());
        assertEquals(List.of(), log());
    }

    @Test
    void aTooLargeEntryIsRefused() {
        effects.open(1, 0, null);
        assertThrows(EntryTooLargeException.class, () -> set("k", "v".repeat(MAX_ENTRY_BYTES)));
        effects.rollback();
        set("k", "small");
        effects.apply();
        effects.closeEntry();
        assertEquals(List.of("0: SET k small;"), log());
    }

    @Test
    void anotherDatabaseIsSelectedOnce() {
        effects.open(1, 2, null);
        set("a", "1");
        effects.database(5);
        set("b", "2");
        set("c", "3");
        effects.apply();
        effects.database(2);
        set("d", "4");
        effects.apply();
        effects.closeEntry();
        assertNotNull(find(2, "d"));
        assertNotNull(find(5, "c"));
        assertEquals(List.of("2: SET a 1; SELECT 5; SET b 2; SET c 3; SELECT 2; SET d 4;"), log());
    }

    @Test
    void anExpiredKeyGoesAtOnceAndInFront() {
        effects.open(1, 0, null);
        set("k", "v");
        effects.apply();
        effects.closeEntry();
        effects.open(2, 0, null);
        effects.expire(0, Args.of("k").bytes(), 0, 1);
        assertNull(find(0, "k"));
        set("k", "new");
        effects.apply();
        effects.closeEntry();
        assertEquals(List.of("0: SET k v;", "0: EXPIRY DEL k; SET k new;"), log());
        assertEquals(1, effects.expired());
    }

    @Test
    void anExpiredKeyFoundLateKeepsItsPlace() {
        effects.open(1, 0, null);
        set("old", "v");
        effects.apply();
        set("k", "v");
        effects.expire(0, Args.of("old").bytes(), 0, 3);
        assertNotNull(find(0, "old"));
        effects.apply();
        assertNull(find(0, "old"));
        effects.closeEntry();
        assertEquals(List.of("0: SET old v; SET k v; EXPIRY DEL old;"), log());
    }

    @Test
    void argumentsMayComeUnannounced() {
        effects.open(1, 0, null);
        effects.begin(EffectOp.SADD, 1).arg(Args.of("s"), 0).arg(7).arg(0.5).arg(-3.0).end();
        effects.apply();
        effects.closeEntry();
        assertEquals(List.of("0: SADD s 7 0.5 -3;"), log());
    }

    @Test
    void announcedArgumentsMustCome() {
        effects.open(1, 0, null);
        Effects open = effects.begin(EffectOp.SADD, 2).arg(Args.of("s"), 0);
        assertThrows(IllegalStateException.class, open::end);
    }

    @Test
    void pendingEffectsSurviveAGrowingBuffer() {
        effects.open(1, 0, null);
        BatchEncoder small = new BatchEncoder(new byte[4096]);
        Effects growing = new Effects(new Fold(keyspace), small, 1 << 20);
        growing.open(1, 0, null);
        for (int i = 0; i < 500; i++) growing.begin(EffectOp.SET, 2).arg(i).arg(("value of " + i).getBytes(StandardCharsets.US_ASCII)).end();
        growing.apply();
        growing.closeEntry();
        assertEquals(500, keyspace.database(0).size());
        assertEquals("value of 499", new String(((StringValue) find(0, "499").value()).bytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void theActiveCycleDeletesWhatIsDueAndNothingElse() {
        effects.open(1, 0, null);
        for (int i = 0; i < 1_000; i++) {
            effects.database(i % 3);
            effects.begin(EffectOp.SET, 4).arg(i).arg(i).arg("PXAT".getBytes(StandardCharsets.US_ASCII)).arg(i < 900 ? 100 + i : 1_000_000).end();
            effects.apply();
        }
        effects.closeEntry();
        log();
        ActiveExpiry expiry = new ActiveExpiry(keyspace, effects, () -> 0);
        assertEquals(0, expiry.step(100, 1_000));
        assertEquals(1, expiry.step(101, 1_000));
        assertEquals(List.of("0: EXPIRY DEL 0;"), log());
        int deleted = 0;
        for (int step = expiry.step(5_000, 1_000); step > 0; step = expiry.step(5_000, 1_000)) {
            assertTrue(step <= ActiveExpiry.MAX_KEYS_PER_STEP);
            deleted += step;
        }
        assertEquals(899, deleted);
        assertEquals(100, keyspace.size());
    }

    @Test
    void theActiveCycleKeepsItsEntriesSmall() {
        effects.open(1, 0, null);
        for (int i = 0; i < 20; i++) {
            String key = i + "x".repeat(20_000);
            effects.begin(EffectOp.SET, 4).arg(Args.of(key), 0).arg(i).arg("PXAT".getBytes(StandardCharsets.US_ASCII)).arg(5).end();
            effects.apply();
            effects.closeEntry();
        }
        ActiveExpiry expiry = new ActiveExpiry(keyspace, effects, () -> 0);
        while (expiry.step(10, 1_000) > 0) {
            // until all are gone
        }
        assertEquals(0, keyspace.size());
    }

    @Test
    void theActiveCycleKeepsToItsTime() {
        effects.open(1, 0, null);
        for (int i = 0; i < 200; i++) effects.begin(EffectOp.SET, 4).arg(i).arg(i).arg("PXAT".getBytes(StandardCharsets.US_ASCII)).arg(5).end();
        effects.apply();
        effects.closeEntry();
        long[] clock = {0};
        ActiveExpiry expiry = new ActiveExpiry(keyspace, effects, () -> clock[0] += 600);
        assertTrue(expiry.step(10, 1_000) < 50);
    }
}
