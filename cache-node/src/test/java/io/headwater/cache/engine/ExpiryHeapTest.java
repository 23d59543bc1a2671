package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ExpiryHeapTest {
    private final KeyTable table = new KeyTable(new Hasher(1, 2));
    private final ExpiryHeap heap = table.expiries;

    /** A record with room for an expiry. */
    private long record(int i, long expireAtMs) {
        byte[] key = Numbers.bytes(i);
        int hash = new Hasher(1, 2).hash(key, 0, key.length);
        return table.expireAt(table.insert(key, 0, key.length, hash, new StringValue(Numbers.EMPTY)), expireAtMs);
    }

    @RepeatedTest(5)
    void theFirstIsAlwaysTheSoonest() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        List<Long> model = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int choice = random.nextInt(step < 5_000 ? 4 : 8);
            if (choice < 2 || model.isEmpty()) {
                model.add(record(step, random.nextInt(1_000)));
            } else if (choice < 3) {
                heap.put(model.get(random.nextInt(model.size())), random.nextInt(1_000));
            } else {
                long removed = model.remove(random.nextInt(model.size()));
                heap.remove(removed);
                assertEquals(Entry.NO_EXPIRY, heap.timeOf(removed));
            }
            assertEquals(model.size(), heap.size(), "seed " + seed);
            long soonest = model.stream().mapToLong(heap::timeOf).min().orElse(Entry.NO_EXPIRY);
            assertEquals(soonest, model.isEmpty() ? Entry.NO_EXPIRY : heap.timeOf(heap.first()), "seed " + seed);
            if (step % 1_000 == 0) assertEquals(model.stream().mapToLong(heap::timeOf).average().orElse(0), heap.averageMs(), 1e-6);
        }
    }

    @Test
    void removingTwiceDoesNothing() {
        long one = record(1, 5);
        assertEquals(one, heap.first());
        heap.remove(one);
        assertFalse(heap.remove(one));
        assertEquals(KeyIndex.NONE, heap.first());
    }
}
