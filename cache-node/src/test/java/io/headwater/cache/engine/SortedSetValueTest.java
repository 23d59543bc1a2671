package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedSetValueTest {
    /** Text stands for bytes one to one, so comparing characters is comparing unsigned bytes. */
    private static final Comparator<Map.Entry<String, Double>> ORDER =
            Comparator.<Map.Entry<String, Double>>comparingDouble(entry -> entry.getValue() + 0.0).thenComparing(Map.Entry::getKey);

    private final Hasher hasher = new Hasher(1, 2);
    private final SortedSetValue set = new SortedSetValue(hasher);

    @ParameterizedTest(name = "seed {0}, {1} members, {2} scores")
    @CsvSource({"1,10,5", "2,100,1000", "3,200,3", "4,3000,20", "5,20000,1000000", "6,20000,1", "7,1000,1000"})
    void anyChangesKeepItEqualToASortedMap(long seed, int members, int scores) {
        Random random = new Random(seed);
        Map<String, Double> model = new HashMap<>();
        for (int step = 0; step < 40_000; step++) {
            String member = member(random.nextInt(members));
            if (random.nextInt(100) < (step / 10_000 % 2 == 1 ? 15 : 80)) {
                double score = score(random, scores);
                assertEquals(model.put(member, score) == null, put(set, score, member));
            } else {
                assertEquals(model.remove(member) != null, set.remove(Bytes.of("<" + member + ">"), 1, member.length()));
            }
            Double expected = model.get(member);
            assertEquals(expected == null ? Double.NaN : expected + 0.0, set.score(Bytes.of(member), 0, member.length()) + 0.0);
            assertEquals(model.size(), set.size());
            if (step % 2_000 == 0) assertSame(model, random);
        }
        assertSame(model, random);
        assertEquals(contents(set), contents(set.copy()));
    }

    @Test
    void growthAtTheEndAndRemovalFromTheFrontKeepTheOrder() {
        for (int i = 0; i < 50_000; i++) {
            put(set, i, "m" + i);
            if (i >= 1_000) assertTrue(set.remove(Bytes.of("m" + (i - 1_000)), 0, ("m" + (i - 1_000)).length()));
        }
        assertEquals(1_000, set.size());
        assertEquals(0, set.rank(Bytes.of("m49000"), 0, 6));
        assertEquals(999, set.rank(Bytes.of("m49999"), 0, 6));
        for (int i = 49_999; i >= 49_000; i--) set.remove(Bytes.of("m" + i), 0, 6);
        assertEquals(0, set.size());
        put(set, 1, "again");
        assertEquals(List.of(Map.entry("again", 1.0)), contents(set));
    }

    private void assertSame(Map<String, Double> model, Random random) {
        List<Map.Entry<String, Double>> sorted = new ArrayList<>();
        model.forEach((member, score) -> sorted.add(Map.entry(member, score + 0.0)));
        sorted.sort(ORDER);
        assertEquals(sorted, contents(set));
        for (int i = 0; i < 20 && !sorted.isEmpty(); i++) {
            int rank = random.nextInt(sorted.size());
            String member = sorted.get(rank).getKey();
            double score = sorted.get(rank).getValue();
            assertEquals(rank, set.rank(Bytes.of(member), 0, member.length()));
            assertEquals(sorted.stream().filter(e -> e.getValue() < score).count(), set.countBefore(RankBound.beforeScore(score)));
            assertEquals(sorted.stream().filter(e -> e.getValue() <= score).count(), set.countBefore(RankBound.afterScore(score)));
            int count = random.nextInt(sorted.size() - rank) + 1;
            assertEquals(sorted.subList(rank, rank + count), range(set, rank, count, false));
            assertEquals(sorted.subList(rank, rank + count).reversed(), range(set, rank + count - 1, count, true));
        }
    }

    @Test
    void namesOfEqualScoreAreRangedByBytes() {
        for (int members : new int[] {40, 400}) {
            SortedSetValue names = new SortedSetValue(hasher);
            for (int i = 0; i < members; i++) put(names, 0, String.format("%04d", 2 * i));
            assertEquals(7, names.countBefore(RankBound.beforeName(Bytes.of("0014"), 0, 4)));
            assertEquals(8, names.countBefore(RankBound.afterName(Bytes.of("0014"), 0, 4)));
            assertEquals(8, names.countBefore(RankBound.beforeName(Bytes.of("0015"), 0, 4)));
            assertEquals(8, names.countBefore(RankBound.afterName(Bytes.of("0015"), 0, 4)));
        }
    }

    @Test
    void infinitiesAreAtTheEnds() {
        for (int members : new int[] {3, 300}) {
            SortedSetValue infinite = new SortedSetValue(hasher);
            put(infinite, Double.POSITIVE_INFINITY, "high");
            put(infinite, Double.NEGATIVE_INFINITY, "low");
            for (int i = 0; i < members; i++) put(infinite, i, "m" + i);
            assertEquals(0, infinite.rank(Bytes.of("low"), 0, 3));
            assertEquals(members + 1, infinite.rank(Bytes.of("high"), 0, 4));
            assertEquals(1, infinite.countBefore(RankBound.afterScore(Double.NEGATIVE_INFINITY)));
            assertEquals(members + 1, infinite.countBefore(RankBound.beforeScore(Double.POSITIVE_INFINITY)));
        }
    }

    @Test
    void encodingFollowsRedisLimitsAndNeverGoesBack() {
        for (int i = 0; i < 128; i++) put(set, i, "m" + i);
        assertEquals("listpack", set.encoding());
        put(set, 5, "m5");
        assertEquals("listpack", set.encoding());
        put(set, 5, "one more");
        assertEquals("skiplist", set.encoding());
        for (int i = 0; i < 128; i++) set.remove(Bytes.of("m" + i), 0, ("m" + i).length());
        assertEquals("skiplist", set.copy().encoding());
        SortedSetValue withLongName = new SortedSetValue(hasher);
        put(withLongName, 1, "n".repeat(64));
        assertEquals("listpack", withLongName.encoding());
        put(withLongName, 1, "n".repeat(65));
        assertEquals("skiplist", withLongName.encoding());
    }

    @Test
    void onlyALargeSetTellsMinusZeroFromZero() {
        put(set, -0.0, "zero");
        assertEquals(0.0, set.score(Bytes.of("zero"), 0, 4));
        for (int i = 0; i < 200; i++) put(set, i, "m" + i);
        put(set, -0.0, "minus zero");
        assertEquals(-0.0, set.score(Bytes.of("minus zero"), 0, 10));
        put(set, 0.0, "minus zero");
        assertEquals(-0.0, set.score(Bytes.of("minus zero"), 0, 10), "an equal score is no change");
    }

    @Test
    void aScanGivesWhatStaysThroughoutWhateverResizesHappen() {
        Random random = new Random(13);
        for (int round = 0; round < 50; round++) {
            SortedSetValue scanned = new SortedSetValue(hasher);
            int initial = 1 + random.nextInt(2_000);
            for (int i = 0; i < initial; i++) put(scanned, random.nextInt(50), "stays" + i);
            Set<String> seen = new HashSet<>();
            long cursor = 0;
            int change = 0;
            do {
                cursor = scanned.scan(cursor, (b, o, l, s) -> seen.add(Bytes.text(b, o, l)));
                // Bounded, since a table that grows as fast as it is scanned is never done.
                for (int i = 0; i < 7 && change < 3 * initial; i++) put(scanned, i, "new" + change++);
            } while (cursor != 0);
            for (int i = 0; i < initial; i++) assertTrue(seen.contains("stays" + i), "round " + round + " lost stays" + i);
        }
    }

    private static String member(int number) {
        return number % 90 == 89 ? "long".repeat(20) + number : number % 2 == 0 ? "m" + number : number + "\u00ff";
    }

    private static double score(Random random, int scores) {
        int number = random.nextInt(scores);
        return switch (number % 17) {
            case 3 -> -number / 7.0;
            case 4 -> number % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case 5 -> random.nextBoolean() ? -0.0 : 0.0;
            default -> number;
        };
    }

    private static boolean put(SortedSetValue set, double score, String member) {
        return set.put(score, Bytes.of("<" + member + ">"), 1, member.length());
    }

    private static List<Map.Entry<String, Double>> contents(SortedSetValue set) {
        List<Map.Entry<String, Double>> contents = new ArrayList<>();
        set.forEach((b, o, l, score) -> contents.add(Map.entry(Bytes.text(b, o, l), score + 0.0)));
        return contents;
    }

    private static List<Map.Entry<String, Double>> range(SortedSetValue set, int rank, int count, boolean backwards) {
        List<Map.Entry<String, Double>> range = new ArrayList<>();
        set.forEach(rank, count, backwards, (b, o, l, score) -> range.add(Map.entry(Bytes.text(b, o, l), score + 0.0)));
        return range;
    }
}
