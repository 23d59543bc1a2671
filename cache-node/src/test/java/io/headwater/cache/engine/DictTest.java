package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class DictTest {
    private final Hasher hasher = new Hasher(3, 4);
    private final Dict<DictNode> dict = new Dict<>(hasher);

    private static byte[] key(int i) {
        return ("key:" + i).getBytes(StandardCharsets.US_ASCII);
    }

    private DictNode insert(int i) {
        byte[] key = key(i);
        DictNode node = new DictNode(key, hasher.hash(key, 0, key.length));
        dict.insert(node);
        return node;
    }

    private DictNode find(int i) {
        byte[] padded = ("<" + "key:" + i + ">").getBytes(StandardCharsets.US_ASCII);
        return dict.find(padded, 1, padded.length - 2);
    }

    /** Each lookup moves a resize on by one step. */
    private int endResize() {
        int steps = 0;
        for (; dict.isRehashing(); steps++) find(0);
        return steps;
    }

    @RepeatedTest(5)
    void behavesAsAHashMapWhateverHappens() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Map<Integer, DictNode> model = new HashMap<>();
        int range = 20_000;
        for (int step = 0; step < 200_000; step++) {
            // Phases of growth and of shrinking, so that both kinds of resize meet all operations.
            boolean growing = (step / 40_000) % 2 == 0;
            int i = random.nextInt(range);
            DictNode known = model.get(i);
            assertSame(known, find(i), "seed " + seed);
            if (known == null && (growing || random.nextInt(10) == 0)) {
                model.put(i, insert(i));
            } else if (known != null && (!growing || random.nextInt(10) == 0)) {
                byte[] key = key(i);
                assertSame(known, dict.remove(key, 0, key.length), "seed " + seed);
                model.remove(i);
            }
            assertEquals(model.size(), dict.size(), "seed " + seed);
        }
        Set<DictNode> visited = new HashSet<>();
        dict.forEach(node -> assertTrue(visited.add(node), "seed " + seed));
        assertEquals(new HashSet<>(model.values()), visited, "seed " + seed);
    }

    @RepeatedTest(20)
    void aScanReturnsWhatIsThereFromItsBeginToItsEnd() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        int stable = 1 + random.nextInt(2_000);
        for (int i = 0; i < stable; i++) insert(i);
        int transientKeys = random.nextInt(20_000);
        boolean growsDuringScan = random.nextBoolean();
        if (!growsDuringScan) {
            for (int i = 0; i < transientKeys; i++) insert(1_000_000 + i);
        }
        Set<String> seen = new HashSet<>();
        int next = 0;
        long cursor = 0;
        int calls = 0;
        do {
            cursor = dict.scan(cursor, node -> seen.add(new String(node.key(), StandardCharsets.US_ASCII)));
            // The table is resized under the cursor, and the resize moves on at its own pace.
            int changes = Math.min(transientKeys - next, random.nextInt(60));
            for (int k = 0; k < changes; k++, next++) {
                byte[] key = key(1_000_000 + next);
                if (growsDuringScan) insert(1_000_000 + next);
                else assertNotNull(dict.remove(key, 0, key.length));
            }
            assertTrue(++calls < 1_000_000, "the scan does not end, seed " + seed);
        } while (cursor != 0);
        for (int i = 0; i < stable; i++) assertTrue(seen.contains("key:" + i), "lost key:" + i + ", seed " + seed);
    }

    @Test
    void aScanOfAQuietTableReturnsEachNodeOnce() {
        for (int i = 0; i < 1_000; i++) insert(i);
        endResize();
        List<DictNode> seen = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = dict.scan(cursor, seen::add);
        } while (cursor != 0);
        assertEquals(1_000, seen.size());
        assertEquals(1_000, new HashSet<>(seen).size());
    }

    @Test
    void aResizeMovesAtMostOneBucketPerStep() {
        for (int i = 0; i < 4_096; i++) insert(i);
        endResize();
        int before = dict.buckets();
        int i = 4_096;
        while (!dict.isRehashing()) insert(i++);
        assertTrue(dict.buckets() > before);
        int steps = endResize();
        assertTrue(steps > before / 16, "a step did " + before / (steps + 1) + " buckets");
    }

    @Test
    void itShrinksWhenAlmostEmpty() {
        for (int i = 0; i < 100_000; i++) insert(i);
        int large = dict.buckets();
        for (int i = 0; i < 99_990; i++) {
            byte[] key = key(i);
            dict.remove(key, 0, key.length);
        }
        endResize();
        assertTrue(dict.buckets() < large / 64, dict.buckets() + " buckets for 10 keys");
        for (int i = 99_990; i < 100_000; i++) assertNotNull(find(i));
    }

    @Test
    void randomNodesComeFromEverywhere() {
        for (int i = 0; i < 100; i++) insert(i);
        Random random = new Random(5);
        Set<DictNode> drawn = new HashSet<>();
        for (int i = 0; i < 5_000; i++) drawn.add(dict.random(random));
        assertEquals(100, drawn.size());
    }

    @Test
    void anEmptyTableHasNothing() {
        assertNull(dict.random(new Random(1)));
        assertNull(find(1));
        assertEquals(0, dict.scan(0, node -> {
            throw new AssertionError();
        }) & 0);
        insert(1);
        dict.clear();
        assertEquals(0, dict.size());
        assertFalse(dict.isRehashing());
        assertNull(find(1));
    }

    @Test
    void theEmptyKeyIsAKey() {
        DictNode node = new DictNode(Numbers.EMPTY, hasher.hash(Numbers.EMPTY, 0, 0));
        dict.insert(node);
        assertSame(node, dict.find(Numbers.EMPTY, 0, 0));
    }
}
