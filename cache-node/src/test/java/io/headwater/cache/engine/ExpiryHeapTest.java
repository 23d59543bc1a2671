package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.headwater.cache.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ExpiryHeapTest {
    private final ExpiryHeap heap = new ExpiryHeap();

    private static ExpiringEntry entry(int i) {
        return new ExpiringEntry(Numbers.bytes(i), i, new StringValue(Numbers.EMPTY));
    }

    @RepeatedTest(5)
    void theFirstIsAlwaysTheSoonest() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        List<ExpiringEntry> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int choice = random.nextInt(step < 10_000 ? 4 : 8);
            if (choice < 2 || model.isEmpty()) {
                ExpiringEntry added = entry(step);
                heap.put(added, random.nextInt(1_000));
                model.add(added);
            } else if (choice < 3) {
                heap.put(model.get(random.nextInt(model.size())), random.nextInt(1_000));
            } else {
                ExpiringEntry removed = model.remove(random.nextInt(model.size()));
                heap.remove(removed);
                assertEquals(Entry.NO_EXPIRY, removed.expireAtMs());
            }
            assertEquals(model.size(), heap.size(), "seed " + seed);
            long soonest = model.stream().mapToLong(Entry::expireAtMs).min().orElse(Entry.NO_EXPIRY);
            ExpiringEntry first = heap.first();
            assertEquals(soonest, first == null ? Entry.NO_EXPIRY : first.expireAtMs(), "seed " + seed);
            if (step % 1_000 == 0) assertEquals(model.stream().mapToLong(Entry::expireAtMs).average().orElse(0), heap.averageMs(), 1e-6);
        }
    }

    @Test
    void removingTwiceDoesNothing() {
        ExpiringEntry one = entry(1);
        heap.put(one, 5);
        assertSame(one, heap.first());
        heap.remove(one);
        assertFalse(heap.remove(one));
        assertNull(heap.first());
    }
}
