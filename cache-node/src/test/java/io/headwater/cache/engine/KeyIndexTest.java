package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    private final Hasher hasher = new Hasher(3, 4);
    private final Records records = new Records();
    private final KeyIndex index = new KeyIndex(records);

    private static byte[] key(int i) {
        return ("key:" + i).getBytes(StandardCharsets.US_ASCII);
    }

    private int hash(int i) {
        return hasher.hash(key(i), 0, key(i).length);
    }

    private long find(int i) {
        byte[] padded = ("<key:" + i + ">").getBytes(StandardCharsets.US_ASCII);
        return index.find(padded, 1, padded.length - 2, hash(i));
    }

    private long insert(int i) {
        long record = records.addString(0, key(i), 0, key(i).length, Numbers.EMPTY, 0, 0);
        index.insert(hash(i), record);
        return record;
    }

    private void remove(int i) {
        index.remove(hash(i), find(i));
    }

    @RepeatedTest(3)
    void findsWhatIsThereThroughGrowthAndShrinking() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Map<Integer, Long> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            boolean growing = (step / 50_000) % 2 == 0;
            int i = random.nextInt(30_000);
            long known = model.getOrDefault(i, KeyIndex.NONE);
            assertEquals(known, find(i), "seed " + seed);
            if (known == KeyIndex.NONE && (growing || random.nextInt(10) == 0)) {
                model.put(i, insert(i));
            } else if (known != KeyIndex.NONE && (!growing || random.nextInt(10) == 0)) {
                remove(i);
                model.remove(i);
            }
            assertEquals(model.size(), index.size(), "seed " + seed);
        }
        Set<Long> visited = new HashSet<>();
        index.forEach(record -> assertTrue(visited.add(record), "seed " + seed));
        assertEquals(new HashSet<>(model.values()), visited, "seed " + seed);
    }

    @RepeatedTest(20)
    void aWalkMeetsWhatIsThereFromItsBeginToItsEndExactlyOnce() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        int stable = 1 + random.nextInt(3_000);
        for (int i = 0; i < stable; i++) insert(i);
        int others = random.nextInt(30_000);
        boolean grows = random.nextBoolean();
        if (!grows) {
            for (int i = 0; i < others; i++) insert(1_000_000 + i);
        }
        Set<String> seen = new HashSet<>();
        int next = 0;
        long from = 0;
        while (from != KeyIndex.END) {
            long end = index.visitFrom(from, record -> {
                String key = new String(records.key(record), StandardCharsets.US_ASCII);
                assertTrue(seen.add(key), key + " twice, seed " + seed);
            });
            assertTrue(end > from && end <= KeyIndex.END, "from " + from + " to " + end + ", seed " + seed);
            from = end;
            for (int changes = Math.min(others - next, random.nextInt(60)); changes > 0; changes--, next++) {
                if (grows) insert(1_000_000 + next);
                else remove(1_000_000 + next);
            }
        }
        for (int i = 0; i < stable; i++) assertTrue(seen.contains("key:" + i), "lost key:" + i + ", seed " + seed);
    }

    @Test
    void aWalkGoesInTheOrderOfReversedHashes() {
        for (int i = 0; i < 5_000; i++) insert(i);
        for (long from = 0; from != KeyIndex.END; ) {
            long begin = from;
            long[] least = {KeyIndex.END};
            long[] most = {-1};
            from = index.visitFrom(from, record -> {
                byte[] key = records.key(record);
                long position = Integer.toUnsignedLong(Integer.reverse(hasher.hash(key, 0, key.length)));
                least[0] = Math.min(least[0], position);
                most[0] = Math.max(most[0], position);
            });
            assertTrue(least[0] >= begin && most[0] < from);
        }
    }

    @Test
    void hashesThatAreAllTheSameAreOnlySlow() {
        for (int i = 0; i < 3_000; i++) index.insert(7, records.addString(0, key(i), 0, key(i).length, Numbers.EMPTY, 0, 0));
        for (int i = 0; i < 3_000; i++) {
            long record = index.find(key(i), 0, key(i).length, 7);
            assertNotEquals(KeyIndex.NONE, record);
            index.remove(7, record);
        }
        assertEquals(0, index.size());
    }

    @Test
    void itShrinksWhenAlmostEmpty() {
        for (int i = 0; i < 100_000; i++) insert(i);
        long large = index.bytes();
        for (int i = 10; i < 100_000; i++) remove(i);
        assertTrue(index.bytes() < large / 64, index.bytes() + " bytes for 10 keys, " + large + " for 100,000");
        for (int i = 0; i < 10; i++) assertNotEquals(KeyIndex.NONE, find(i));
    }

    @Test
    void randomRecordsComeFromEverywhere() {
        assertEquals(KeyIndex.NONE, index.random(new Random(1)));
        for (int i = 0; i < 2_000; i++) insert(i);
        Random random = new Random(5);
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < 60_000; i++) drawn.add(index.random(random));
        assertEquals(2_000, drawn.size());
    }

    @Test
    void roomThatWasReservedHoldsWhatComes() {
        index.reserve(50_000);
        long reserved = index.bytes();
        for (int i = 0; i < 50_000; i++) insert(i);
        assertTrue(index.bytes() <= reserved * 2, index.bytes() + " bytes of " + reserved);
        for (int i = 0; i < 50_000; i++) assertNotEquals(KeyIndex.NONE, find(i));
    }
}
