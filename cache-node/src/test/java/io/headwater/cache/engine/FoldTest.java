package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every effect, applied live and applied again from the record that it was written to, leads to the same keys. */
class FoldTest {
    private final Keyspace live = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(1, 2), true);
    private final BatchEncoder encoder = new BatchEncoder(new byte[4096]);
    private final Effects effects = new Effects(new Fold(live), encoder, 1 << 20);
    private final Set<EffectOp> used = EnumSet.noneOf(EffectOp.class);
    private long time = 1_000;

    private void entry(int database, String... effectsOfEntry) {
        effects.open(++time, database, null);
        for (String effect : effectsOfEntry) {
            String[] words = effect.split(" ", -1);
            EffectOp op = EffectOp.valueOf(words[0]);
            used.add(op);
            effects.begin(op, words.length - 1);
            for (int i = 1; i < words.length; i++) effects.arg(words[i].getBytes(StandardCharsets.ISO_8859_1));
            effects.end();
        }
        effects.apply();
        assertTrue(effects.closeEntry());
    }

    private Keyspace replayed() {
        Keyspace replayed = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(77, 78), true);
        Fold fold = new Fold(replayed);
        LogRecordReader reader = new LogRecordReader();
        encoder.seal(new RecordStamp(new Timeline(1, 2), 0, 1, 99, 1, 1), (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            while (reader.nextEntry()) fold.applyEntry(reader);
        });
        encoder.reset(new byte[4096]);
        return replayed;
    }

    @Test
    void everyEffectDoesTheSameFromTheLogAsLive() {
        entry(0, "SET s hello", "SET t 10 PXAT 5000000", "SET t 11 KEEPTTL", "SET u x PXAT 7000", "SET u y");
        entry(0, "APPEND s _world", "APPEND new z", "SETRANGE s 2 LL", "SETRANGE gap 3 x");
        entry(0, "PEXPIREAT s 9000000", "PEXPIREAT t 100", "PERSIST t", "PEXPIREAT absent 5", "PERSIST absent");
        entry(0, "HSET h a 1 b 2 c 3", "HDEL h b nothing", "HSET gone x 1", "HDEL gone x");
        entry(1, "RPUSH l a b c d e a", "LPUSH l z y", "LPOP l 1", "RPOP l 1", "LSET l 1 B", "LTRIM l 0 -2", "LREM l 1 a", "LINSERT l BEFORE B before", "LINSERT l AFTER B after");
        entry(1, "SADD set a b c 1 2 3", "SREM set a nothing", "ZADD z 1 a 2.5 b -inf c", "ZADD z 3 a", "ZREM z b nothing");
        entry(0, "XADD x 1-1 f v g w", "XADD x 2-1 f v", "XADD x 3-1 f v", "XADD x 4-1 f v", "XDEL x 3-1 9-9", "XTRIM x MAXLEN = 2", "XSETID x 7-0 ENTRIESADDED 9 MAXDELETEDID 5-0");
        entry(0, "XGROUP CREATE x g 0-0 ENTRIESREAD 0", "XCLAIM x g me 0 2-1 4-1 TIME 77 RETRYCOUNT 2 FORCE JUSTID LASTID 4-1", "XACK x g 2-1 8-8", "XSETID x 8-0 MAXDELETEDID 5-0");
        entry(0, "XGROUP CREATE y g 5-5 MKSTREAM ENTRIESREAD -1", "XGROUP SETID y g 6-6 ENTRIESREAD 3", "XGROUP CREATECONSUMER y g me", "XGROUP CREATECONSUMER y g you");
        entry(0, "XGROUP DELCONSUMER y g you", "XGROUP CREATE y h 0-0 ENTRIESREAD -1", "XGROUP DESTROY y h");
        entry(0, "RENAME u v", "COPY h hcopy REPLACE", "COPY h elsewhere DB 2 REPLACE", "SET t2 1", "MOVE t2 3", "DEL new absent");
        entry(0, "SELECT 4", "SET four 4", "SWAPDB 4 5", "SET four again", "SELECT 0", "SET zero 0");
        entry(6, "SET dropped 1", "FLUSHDB", "SET kept 2");
        String before = KeyspaceText.of(live);
        assertEquals(before, KeyspaceText.of(replayed()));
        entry(0, "FLUSHALL", "SET last 1");
        assertEquals("0 last string -1 1\n", KeyspaceText.of(live));
        assertEquals(EnumSet.allOf(EffectOp.class), used);
        assertEquals(1, slotTotal(live));
    }

    private static int slotTotal(Keyspace keyspace) {
        int total = 0;
        for (int slot = 0; slot < 16384; slot++) total += keyspace.keysInSlot(slot);
        return total;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyNameFindsItsOp() {
        for (EffectOp op : EffectOp.values()) {
            byte[] padded = ("<" + op + ">").getBytes(StandardCharsets.US_ASCII);
            assertEquals(op, EffectOp.named(padded, 1, padded.length - 2));
        }
        for (String name : new String[] {"", "S", "SE", "set", "SETX", "NOTHING", "ZZZ", "FLUSHALLX"}) {
            assertNull(EffectOp.named(name.getBytes(StandardCharsets.US_ASCII), 0, name.length()), name);
        }
    }

    @Test
    void anUnknownEffectStopsTheReader() {
        Fold fold = new Fold(live);
        assertThrows(FoldException.class, () -> fold.apply(Args.of("EXPLODE", "k")));
    }

    @Test
    void aMalformedEffectStopsTheReader() {
        Fold fold = new Fold(live);
        entry(0, "SET s x");
        for (String effect : new String[] {
            "SET k", "SET k v PXAT x", "SET k v EX 5", "PEXPIREAT s x", "SETRANGE s -1 x", "RENAME absent k", "COPY absent k REPLACE", "COPY s k", "MOVE absent 1",
            "MOVE s 16", "SELECT x", "SELECT -1", "SWAPDB 0 99", "DEL", "HSET s f v", "RPUSH s v", "SADD s m", "ZADD s 1 m"
        }) {
            assertThrows(FoldException.class, () -> fold.apply(Args.of(effect.split(" "))), effect);
        }
    }

    @Test
    void aValueOfTheSameLengthIsOverwrittenInPlace() {
        entry(0, "SET k abc");
        StringValue value = (StringValue) live.database(0).find(Args.of("k"), 0).value();
        entry(0, "SET k xyz");
        assertEquals("xyz", text(value.bytes()));
    }

    @Test
    void aCopySharesNothing() {
        entry(0, "SET k abc", "COPY k c REPLACE", "SET k xyz");
        assertEquals("abc", text(((StringValue) live.database(0).find(Args.of("c"), 0).value()).bytes()));
    }

    @Test
    void expiriesFollowTheirKeys() {
        entry(0, "SET k v PXAT 500", "SET other v PXAT 400", "RENAME k r");
        Database database = live.database(0);
        assertEquals(2, database.expiring());
        assertEquals("other", text(assertNonNull(database.firstToExpire()).key()));
        entry(0, "DEL other");
        assertEquals("r", text(assertNonNull(database.firstToExpire()).key()));
        entry(0, "PERSIST r");
        assertNull(database.firstToExpire());
        assertEquals(0, database.expiring());
    }

    private static <T> T assertNonNull(T value) {
        assertNotNull(value);
        return value;
    }

    @Test
    void slotsCountTheirKeys() {
        entry(0, "SET {a}1 x", "SET {a}2 x", "RENAME {a}1 b", "DEL absent", "SET b y");
        assertEquals(2, slotTotal(live));
        entry(0, "DEL b {a}2");
        assertEquals(0, slotTotal(live));
    }
}
