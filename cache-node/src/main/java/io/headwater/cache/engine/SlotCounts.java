package io.headwater.cache.engine;

import io.headwater.schemas.Slots;
import java.util.Arrays;

/** Number of keys in each cluster slot. */
final class SlotCounts {
    private final int[] counts = new int[Slots.COUNT];

    int count(int slot) {
        return counts[slot];
    }

    void add(byte[] key, int offset, int length, int change) {
        counts[Slots.of(key, offset, length)] += change;
    }

    void clear() {
        Arrays.fill(counts, 0);
    }
}
