package io.headwater.cache.engine.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.LogFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestRoundTest {
    private static final long NEVER = System.nanoTime() + (1L << 60);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void copiesThatSweepAtTheirOwnPaceComeToTheSameSum(long seed) {
        Random effects = new Random(seed);
        Random pace = new Random(seed + 100);
        Copy one = new Copy(seed + 1);
        Copy other = new Copy(seed + 2);
        run(effects, 3000, one, other);
        one.begin();
        other.begin();
        for (int i = 0; i < 1000; i++) {
            run(effects, 3, one, other);
            if (pace.nextInt(3) == 0) one.round.sweep(System.nanoTime());
            if (pace.nextInt(20) == 0) other.round.sweep(System.nanoTime());
        }
        assertEquals(one.finished(), other.finished());
        run(effects, 500, one, other);
        assertEquals(one.round.sum(), other.round.sum(), "a complete sum stays exact");
    }

    @Test
    void theSumOfARoundIsThatOfASweepAtOnceWhileNothingLargeChanges() {
        Copy copy = new Copy(1);
        Random effects = new Random(9);
        for (int i = 0; i < 3000; i++) copy.apply("SET", "k" + effects.nextInt(500), "v" + effects.nextInt());
        copy.begin();
        while (!copy.round.sweep(System.nanoTime())) {
            for (int i = 0; i < 10; i++) copy.apply("SET", "k" + effects.nextInt(500), "v" + effects.nextInt());
        }
        DigestSum during = copy.round.sum();
        copy.begin();
        assertEquals(copy.finished(), during);
    }

    /** Hashing these around each effect would take minutes; leaving them out would hide what a copy got wrong. */
    @Test
    @Timeout(30)
    void largeHashesAndSetsThatChangeInARoundAreInItsSum() {
        Copy copy = new Copy(4);
        Copy corrupt = new Copy(5);
        for (Copy each : List.of(copy, corrupt)) {
            for (int i = 0; i < 60_000; i++) {
                each.apply("HSET", "h", "f" + i, "v");
                each.apply("SADD", "s", "m" + i);
                each.apply("ZADD", "z", "1", "m" + i);
            }
        }
        corrupt.apply("HSET", "h", "f7", "wrong");
        for (Copy each : List.of(copy, corrupt)) {
            each.begin();
            Random random = new Random(6);
            for (int i = 0; i < 30_000; i++) {
                if (i % 100 == 0) each.round.sweep(System.nanoTime());
                String m = "m" + random.nextInt(70_000);
                String f = "f" + (8 + random.nextInt(70_000));
                each.apply("HSET", "h", f, "1", "g", "1", f, "2");
                each.apply("HDEL", "h", "f" + (8 + random.nextInt(70_000)), "absent");
                each.apply("SADD", "s", m, "n", m);
                each.apply("SREM", "s", "m" + random.nextInt(70_000), "n", "n");
                each.apply("ZADD", "z", "2", m, "-0", "n", "3", m);
                each.apply("ZREM", "z", "m" + random.nextInt(70_000));
                if (i % 10_000 == 5_000) {
                    each.apply("RENAME", "h", "h2");
                    each.apply("PEXPIREAT", "h2", "1900000000000");
                    each.apply("COPY", "s", "s" + i, "REPLACE");
                    each.apply("RENAME", "h2", "h");
                }
            }
            each.finished();
        }
        DigestSum during = copy.round.sum();
        assertEquals(List.of("11520-11775"), during.differences(corrupt.round.sum()), "the slot of h is 11694");
        copy.begin();
        assertEquals(copy.finished(), during);
    }

    @Test
    @Timeout(30)
    void largeListsAndStringsThatChangeInARoundAreInItsSum() {
        for (String wrong : List.of("LSET l 30000 wrong", "SETRANGE s 1000000 wrong", "LSET q 1500 wrong")) {
            Copy copy = new Copy(4);
            Copy corrupt = new Copy(5);
            for (Copy each : List.of(copy, corrupt)) {
                each.apply("SET", "s", "x".repeat(3_000_000));
                for (int i = 0; i < 60_000; i++) each.apply("RPUSH", "l", "e" + i);
                for (int i = 0; i < 3_000; i++) each.apply("RPUSH", "q", "e" + i, "e");
            }
            corrupt.apply(wrong.split(" "));
            for (Copy each : List.of(copy, corrupt)) {
                each.begin();
                Random random = new Random(6);
                for (int i = 0; i < 4_000; i++) {
                    if (i % 100 == 0) each.round.sweep(System.nanoTime());
                    large(random, i, each);
                }
                each.finished();
            }
            DigestSum during = copy.round.sum();
            assertFalse(during.differences(corrupt.round.sum()).isEmpty(), wrong);
            copy.begin();
            assertEquals(copy.finished(), during, wrong);
        }
    }

    /** Changes that leave alone what the test has made wrong. */
    private static void large(Random random, int i, Copy each) {
        String v = "v" + random.nextInt(1000);
        each.apply("LPUSH", "l", v, "w", v);
        each.apply("RPUSH", "l", "w", v);
        each.apply("LSET", "l", Integer.toString(random.nextInt(1000)), v);
        each.apply("LSET", "l", Integer.toString(-1 - random.nextInt(1000)), v);
        each.apply("LPOP", "l", Integer.toString(random.nextInt(6)));
        each.apply("RPOP", "l", Integer.toString(random.nextInt(4)));
        if (i % 500 == 7) each.apply("LTRIM", "l", "3", "-9");
        if (i % 20 == 0) each.apply("APPEND", "s", "y".repeat(random.nextInt(300)));
        each.apply("SETRANGE", "s", Integer.toString(random.nextInt(900_000)), v);
        if (i % 1000 == 500) {
            each.apply("SETRANGE", "s", Integer.toString(3_200_000 + i * 10), v);
            each.apply("RENAME", "s", "s2");
            each.apply("PEXPIREAT", "s2", "1900000000000");
            each.apply("COPY", "s2", "s" + i, "REPLACE");
            each.apply("RENAME", "s2", "s");
            each.apply("SET", "t", "z".repeat(60_000 + random.nextInt(100_000)));
            each.apply("SET", "u", "z".repeat(4_100_000));
            each.apply("APPEND", "u", "z".repeat(200_000));
        }
        each.apply("APPEND", "t", v); // small, large
        each.apply("SETRANGE", "t", "10", v);
        each.apply("RPUSH", "m", v); // grows large
        if (i > 2000) each.apply("LPOP", "m", "2"); // and small again
    }

    @Test
    void everyKindOfDifferenceIsFoundInItsRangeOfSlots() {
        String[][] pairs = {
            {"SET a 1", "SET a 2"},
            {"SET a 1", "SET a 1 PXAT 1900000000000"},
            {"SET a 1 PXAT 1900000000000", "SET a 1 PXAT 1900000000001"},
            {"RPUSH a x y", "RPUSH a y x"},
            {"RPUSH a x", "SADD a x"},
            {"SADD a x y", "SADD a x"},
            {"HSET a f v g w", "HSET a f w g v"},
            {"ZADD a 1 x", "ZADD a 2 x"},
            {"SET a 1", "SELECT 1|SET a 1"},
            {"XADD a 1-1 f v", "XADD a 1-1 f w"},
            {"XADD a 1-1 f v", "XADD a 1-2 f v"},
            {"XADD a 1-1 f v", "XADD a 1-1 f v|XADD a 1-2 f v|XTRIM a MAXLEN = 1"},
            {"XADD a 1-1 f v", "XADD a 1-1 f v|XSETID a 1-1 MAXDELETEDID 0-9"},
            {"XADD a 1-1 f v", "XADD a 1-1 f v|XGROUP CREATE a g 0-0 ENTRIESREAD 0"},
            {"XGROUP CREATE a g 0-0 MKSTREAM ENTRIESREAD 0", "XGROUP CREATE a g 0-0 MKSTREAM ENTRIESREAD 0|XGROUP CREATECONSUMER a g c"},
            {"SET a 1", "SET a 1|SET b 1"},
            {"SET a 1", "SET c 1"},
        };
        for (String[] pair : pairs) {
            List<String> differences = sumOf(pair[0]).differences(sumOf(pair[1]));
            assertFalse(differences.isEmpty(), pair[0] + " and " + pair[1]);
        }
        // redis-cli CLUSTER KEYSLOT a: 15495
        assertEquals(List.of("15360-15615"), sumOf("SET a 1").differences(sumOf("SET a 2")));
    }

    @Test
    void whatMakesNoDifferenceIsNone() {
        assertEquals(sumOf("SADD a x y 1"), sumOf("SADD a 1|SADD a y|SADD a x"));
        assertEquals(sumOf("HSET a f v g w"), sumOf("HSET a g w|HSET a f v"));
        assertEquals(sumOf("SET a ab"), sumOf("SET a a|APPEND a b"));
        assertEquals(sumOf("ZADD a 0 x"), sumOf("ZADD a -0 x"));
        assertEquals(sumOf("ZADD a 0 " + "x".repeat(100)), sumOf("ZADD a -0 " + "x".repeat(100)));
        assertEquals(sumOf("RPUSH a x y"), sumOf("LPUSH a y|LPUSH a x"));
        assertEquals(sumOf("SET a 1"), sumOf("SET b 1|SET a 1|DEL b b"));
    }

    @Test
    void aKeyThatADeletionNamesTwiceIsTakenOutOnce() {
        Copy copy = new Copy(1);
        copy.apply("SET", "b", "1");
        copy.apply("SET", "a", "1");
        copy.begin();
        copy.finished();
        copy.apply("DEL", "b", "b");
        assertEquals(sumOf("SET a 1"), copy.round.sum());
    }

    @Test
    void aFlushAbandonsTheRound() {
        for (String flush : new String[] {"FLUSHDB", "FLUSHALL", "SWAPDB 0 1"}) {
            Copy copy = new Copy(1);
            copy.apply("SET", "b", "1");
            copy.begin();
            copy.apply(flush.split(" "));
            assertTrue(copy.round.isAbandoned());
        }
    }

    @Test
    void everyEffectIsKnown() {
        // DigestRound.visit takes an op that it does not name for one that changes its first argument's key alone.
        assertEquals(34, EffectOp.values().length);
    }

    @Test
    void notesComeBackAsTheyWere() {
        DigestNote begin = new DigestNote.Begin(17);
        assertEquals(begin, DigestNote.decode(begin.encoded()));
        DigestNote end = new DigestNote.End(18, sumOf("SET a 1"));
        assertEquals(end, DigestNote.decode(end.encoded()));
        assertNotEquals(end, new DigestNote.End(18, sumOf("SET a 2")));
        assertThrows(LogFormatException.class, () -> DigestNote.decode(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        assertThrows(LogFormatException.class, () -> DigestNote.decode(new byte[0]));
    }

    private static DigestSum sumOf(String effects) {
        Copy copy = new Copy(3);
        for (String effect : effects.split("\\|")) copy.apply(effect.split(" "));
        copy.begin();
        return copy.finished();
    }

    private static void run(Random random, int count, Copy... copies) {
        for (int i = 0; i < count; i++) {
            String[] effect = effect(random, copies[0]);
            if (effect == null) continue;
            for (Copy copy : copies) copy.apply(effect);
        }
    }

    /** An effect that can be applied: keys of a kind hold a type, so that it always fits. */
    private static String[] effect(Random random, Copy copy) {
        String n = Integer.toString(random.nextInt(60));
        String v = Integer.toString(random.nextInt(10_000));
        return switch (random.nextInt(15)) {
            case 0 -> new String[] {"SET", "s" + n, v};
            case 1 -> new String[] {"SET", "s" + n, v, "PXAT", "190000000000" + random.nextInt(10)};
            case 2 -> new String[] {"APPEND", "s" + n, "x".repeat(random.nextInt(40_000))};
            case 3 -> new String[] {"DEL", "s" + n, "h" + n, "s" + n, "absent"};
            case 4 -> new String[] {"PEXPIREAT", "h" + n, "190000000000" + random.nextInt(10)};
            case 5 -> new String[] {"PERSIST", "h" + n};
            case 6 -> new String[] {"HSET", "h" + n, "f" + v, v};
            case 7 -> many("SADD", "t" + random.nextInt(8), random);
            case 8 -> new String[] {"ZADD", "z" + n, "-0", "m" + v, v, "n" + v};
            case 9 -> many("RPUSH", "l" + n, random);
            case 10 -> copy.has("l" + n) ? new String[] {"LPOP", "l" + n, "2"} : null;
            case 11 -> copy.has("s" + n) ? new String[] {"RENAME", "s" + n, "s" + random.nextInt(60)} : null;
            case 12 -> copy.has("l" + n) ? new String[] {"COPY", "l" + n, "l" + random.nextInt(60), "DB", "1", "REPLACE"} : null;
            case 13 -> copy.has("z" + n) ? new String[] {"COPY", "z" + n, "z" + random.nextInt(60), "REPLACE"} : null;
            default -> random.nextInt(50) == 0 ? new String[] {"DEL", "t" + random.nextInt(8)} : null;
        };
    }

    private static String[] many(String op, String key, Random random) {
        List<String> all = new ArrayList<>(List.of(op, key));
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) all.add("e" + random.nextInt(5000));
        return all.toArray(new String[0]);
    }

    private static final class Copy {
        private final Keyspace keyspace;
        private final Fold fold;
        private DigestRound round;

        Copy(long seed) {
            keyspace = new Keyspace(2, Hasher.from(new Random(seed)), false);
            fold = new Fold(keyspace);
        }

        void apply(String... effect) {
            Args args = Args.of(effect);
            fold.apply(args);
        }

        boolean has(String key) {
            Args args = Args.of(key);
            return keyspace.database(0).find(args, 0) != null;
        }

        void begin() {
            round = new DigestRound(keyspace, 1);
            keyspace.observe(round);
        }

        DigestSum finished() {
            assertTrue(round.sweep(NEVER));
            assertFalse(round.isAbandoned());
            return round.sum();
        }
    }
}
