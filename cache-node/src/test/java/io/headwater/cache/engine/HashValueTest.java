package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashValueTest {
    private final Hasher hasher = new Hasher(1, 2);
    private final HashValue hash = new HashValue(hasher);

    @ParameterizedTest(name = "seed {0}, {1} names, values up to {2} bytes")
    @CsvSource({"1,10,64", "2,100,64", "3,100,10000", "4,400,64", "5,3000,64", "6,20000,300"})
    void anyChangesKeepItEqualToAMap(long seed, int names, int longest) {
        Random random = new Random(seed);
        Map<String, String> model = new HashMap<>();
        for (int step = 0; step < 30_000; step++) {
            String field = "f" + random.nextInt(names);
            // Phases of growth and of decay, so that tables also shrink.
            if (random.nextInt(100) < (step / 10_000 == 1 ? 20 : 70)) {
                String value = Bytes.content(random, longest);
                assertEquals(model.put(field, value) == null, put(hash, field, value));
            } else {
                assertEquals(model.remove(field) != null, remove(hash, field));
            }
            assertEquals(model.size(), hash.size());
            assertEquals(model.get(field), read(hash, field));
            if (step % 2_500 == 0) {
                assertEquals(model, contents(hash));
                assertEquals(model, contents(hash.copy()));
            }
        }
        assertEquals(model, contents(hash));
    }

    @Test
    void aCopySharesNothing() {
        for (int fields : new int[] {3, 300}) {
            HashValue original = new HashValue(hasher);
            for (int i = 0; i < fields; i++) put(original, "f" + i, "v");
            HashValue copy = original.copy();
            assertEquals(original.encoding(), copy.encoding());
            put(original, "f1", "w");
            put(copy, "f2", "x");
            remove(copy, "f0");
            assertEquals("v", read(copy, "f1"));
            assertEquals("v", read(original, "f2"));
            assertEquals(fields, original.size());
        }
    }

    @Test
    void encodingFollowsRedisLimitsAndNeverGoesBack() {
        for (int i = 0; i < 512; i++) put(hash, "f" + i, "v");
        assertEquals("listpack", hash.encoding());
        put(hash, "one more", "v");
        assertEquals("hashtable", hash.encoding());
        for (int i = 0; i < 512; i++) remove(hash, "f" + i);
        assertEquals("hashtable", hash.encoding());

        HashValue withLongValue = new HashValue(hasher);
        put(withLongValue, "f", "v".repeat(64));
        assertEquals("listpack", withLongValue.encoding());
        put(withLongValue, "f", "v".repeat(65));
        assertEquals("hashtable", withLongValue.encoding());

        HashValue withLongName = new HashValue(hasher);
        put(withLongName, "f".repeat(65), "");
        assertEquals("hashtable", withLongName.encoding());
    }

    @Test
    void aScanGivesWhatStaysThroughoutWhateverResizesHappen() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            HashValue scanned = new HashValue(hasher);
            int initial = 1 + random.nextInt(2_000);
            for (int i = 0; i < initial; i++) put(scanned, "stays" + i, "v");
            for (int i = 0; i < initial; i++) put(scanned, "goes" + i, "v");
            boolean grows = random.nextBoolean();
            Set<String> seen = new HashSet<>();
            long cursor = 0;
            int change = 0;
            do {
                cursor = scanned.scan(cursor, (f, fo, fl, v, vo, vl) -> seen.add(Bytes.text(f, fo, fl)));
                // Bounded, since a table that grows as fast as it is scanned is never done.
                for (int i = 0; i < 5 && change < 3 * initial; i++) {
                    if (grows) put(scanned, "new" + change++, "v");
                    else remove(scanned, "goes" + change++);
                }
            } while (cursor != 0);
            for (int i = 0; i < initial; i++) assertTrue(seen.contains("stays" + i), "round " + round + " lost stays" + i);
        }
    }

    @Test
    void everyFieldIsDrawnSoonerOrLater() {
        for (int fields : new int[] {5, 500}) {
            HashValue drawn = new HashValue(hasher);
            for (int i = 0; i < fields; i++) put(drawn, "f" + i, "v" + i);
            Random random = new Random(3);
            Map<String, String> seen = new HashMap<>();
            for (int i = 0; i < fields * 40; i++) {
                drawn.random(random, (f, fo, fl, v, vo, vl) -> seen.put(Bytes.text(f, fo, fl), Bytes.text(v, vo, vl)));
            }
            assertEquals(contents(drawn), seen);
        }
    }

    @Test
    void memoryGrowsAndShrinksWithContent() {
        for (int i = 0; i < 1_000; i++) put(hash, "f" + i, "v".repeat(i % 100));
        long full = hash.memoryBytes();
        for (int i = 0; i < 999; i++) remove(hash, "f" + i);
        assertTrue(full > 100_000);
        assertTrue(hash.memoryBytes() < 300);
        assertFalse(hash.contains(Bytes.of("f1"), 0, 2));
    }

    private static boolean put(HashValue hash, String field, String value) {
        byte[] both = Bytes.of("<" + field + value);
        return hash.put(both, 1, field.length(), both, 1 + field.length(), value.length());
    }

    private static boolean remove(HashValue hash, String field) {
        return hash.remove(Bytes.of("<" + field + ">"), 1, field.length());
    }

    private static String read(HashValue hash, String field) {
        Slice into = new Slice();
        boolean there = hash.read(Bytes.of("<" + field + ">"), 1, field.length(), into);
        assertEquals(there, hash.contains(Bytes.of(field), 0, field.length()));
        return there ? Bytes.text(into.bytes(), into.offset(), into.length()) : null;
    }

    private static Map<String, String> contents(HashValue hash) {
        Map<String, String> contents = new HashMap<>();
        hash.forEach((f, fo, fl, v, vo, vl) ->
                assertEquals(null, contents.put(Bytes.text(f, fo, fl), Bytes.text(v, vo, vl)), "a field was given twice"));
        return contents;
    }
}
