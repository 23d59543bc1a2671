package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetValueTest {
    private final Hasher hasher = new Hasher(1, 2);
    private final SetValue set = new SetValue(hasher);

    @ParameterizedTest(name = "seed {0}, {1} values, {2} of 1000 not integers")
    @CsvSource({"1,10,0", "2,400,0", "3,2000,0", "4,100,2", "5,400,1", "6,300,500", "7,50,1000", "8,20000,1000"})
    void anyChangesKeepItEqualToASet(long seed, int values, int texts) {
        Random random = new Random(seed);
        Set<String> model = new HashSet<>();
        for (int step = 0; step < 30_000; step++) {
            String member = member(random, values, texts);
            if (random.nextInt(100) < (step / 10_000 == 1 ? 20 : 70)) {
                assertEquals(model.add(member), set.add(Bytes.of("<" + member), 1, member.length()));
            } else {
                assertEquals(model.remove(member), set.remove(Bytes.of("<" + member + ">"), 1, member.length()));
            }
            assertEquals(model.size(), set.size());
            assertEquals(model.contains(member), set.contains(Bytes.of("<" + member + ">"), 1, member.length()));
            if (step % 2_500 == 0) {
                assertEquals(model, contents(set));
                assertEquals(model, contents(set.copy()));
            }
        }
        assertEquals(model, contents(set));
    }

    private static String member(Random random, int values, int texts) {
        int value = random.nextInt(values);
        if (random.nextInt(1000) < texts) return value % 50 == 0 ? "long".repeat(17 + value % 3) : "m" + value;
        // Every width, both signs, and the extremes.
        return switch (value % 5) {
            case 0 -> Long.toString(value);
            case 1 -> Long.toString(-value);
            case 2 -> Long.toString(40_000L + value);
            case 3 -> Long.toString(Integer.MIN_VALUE - (long) value);
            default -> Long.toString(value % 2 == 0 ? Long.MAX_VALUE - value : Long.MIN_VALUE + value);
        };
    }

    @Test
    void onlyIntegersInRedisOwnFormAreKeptAsIntegers() {
        for (String text : new String[] {"01", "+1", "-0", " 1", "1 ", "", "-", "9223372036854775808", "1.0", "1e3"}) {
            SetValue strict = new SetValue(hasher);
            add(strict, "1");
            add(strict, text);
            assertEquals(Set.of("1", text), contents(strict));
            assertEquals("hashtable", strict.encoding(), text);
        }
    }

    @Test
    void encodingFollowsRedisLimitsAndNeverGoesBack() {
        for (int i = 0; i < 512; i++) add(set, Integer.toString(i));
        assertEquals("intset", set.encoding());
        add(set, "512");
        assertEquals("hashtable", set.encoding());
        SetValue mixed = new SetValue(hasher);
        add(mixed, "1");
        add(mixed, "a");
        mixed.remove(Bytes.of("a"), 0, 1);
        assertEquals("hashtable", mixed.encoding());
        assertEquals("hashtable", mixed.copy().encoding());
    }

    @Test
    void aScanGivesWhatStaysThroughoutWhateverResizesHappen() {
        Random random = new Random(11);
        for (int round = 0; round < 100; round++) {
            SetValue scanned = new SetValue(hasher);
            int initial = 1 + random.nextInt(3_000);
            for (int i = 0; i < initial; i++) add(scanned, "stays" + i);
            Set<String> seen = new HashSet<>();
            long cursor = 0;
            int change = 0;
            do {
                cursor = scanned.scan(cursor, (b, o, l) -> seen.add(Bytes.text(b, o, l)));
                // Bounded, since a table that grows as fast as it is scanned is never done.
                for (int i = 0; i < 7 && change < 3 * initial; i++) add(scanned, "new" + change++);
            } while (cursor != 0);
            for (int i = 0; i < initial; i++) assertTrue(seen.contains("stays" + i), "round " + round + " lost stays" + i);
        }
    }

    @Test
    void everyMemberIsDrawnSoonerOrLater() {
        for (String prefix : new String[] {"", "m"}) {
            for (int members : new int[] {5, 400}) {
                SetValue drawn = new SetValue(hasher);
                for (int i = 0; i < members; i++) add(drawn, prefix + i);
                Random random = new Random(3);
                Set<String> seen = new HashSet<>();
                for (int i = 0; i < members * 40; i++) drawn.random(random, (b, o, l) -> seen.add(Bytes.text(b, o, l)));
                assertEquals(contents(drawn), seen);
            }
        }
    }

    private static boolean add(SetValue set, String member) {
        return set.add(Bytes.of(member), 0, member.length());
    }

    private static Set<String> contents(SetValue set) {
        Set<String> contents = new HashSet<>();
        set.forEach((b, o, l) -> assertTrue(contents.add(Bytes.text(b, o, l)), "a member was given twice"));
        return contents;
    }
}
