package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/**
 * Entries that are used again: a command, or an effect, needs a few of them, and the next one starts over, so that a steady workload allocates none. Owned by one thread.
 */
public final class Entries {
    /** Who needs more at a time gets new ones. */
    private static final int KEPT = 32;

    private final Entry[] kept = new Entry[KEPT];
    private int made;
    private int used;

    /** What was given out is no longer used; lets go of what it referred to. */
    public void startOver() {
        for (int i = 0; i < used; i++) kept[i].letGo();
        used = 0;
    }

    @Nullable Entry at(KeyTable table, long reference) {
        if (reference == KeyIndex.NONE) return null;
        if (used == KEPT) return new Entry(table, reference);
        if (used == made) kept[made++] = new Entry(table, reference);
        else kept[used].refer(table, reference);
        return kept[used++];
    }
}
