package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/**
 * Empties sparse pages of a {@link KeyTable}, so that a class of cells gives back what another needs: when a workload's sizes change, or most of its keys go, free cells are left
 * all over. A class is worth the work once an eighth of its bytes is free; of a few of its pages the emptiest is cleared. Works between commands, some records at a time.
 *
 * <p>Owned by one thread.
 */
final class Defragmenter {
    /** A class with fewer free bytes than this is left alone. */
    private static final long MIN_FREE_BYTES = 1 << 18;
    private static final int MIN_FREE_SHARE = 8;
    /** Pages among which the emptiest is looked for. */
    private static final int SAMPLE = 16;

    private final KeyTable table;
    /** The page that is being emptied: its class does not list it, so that nothing new comes in. */
    private @Nullable Page page;
    private int at;
    private int nextClass;

    Defragmenter(KeyTable table) {
        this.table = table;
    }

    /** Moves at most {@code steps} records; whether there is more to do. */
    boolean step(int steps) {
        Slab slab = table.records.slab();
        for (int i = 0; i < steps; i++) {
            Page from = page;
            if (from == null || slab.isGone(from)) {
                if (!choose(slab)) return false;
                continue;
            }
            moveNext(slab, from);
        }
        return true;
    }

    /** Moves the page's next record; the last one that goes takes the page with it. */
    private void moveNext(Slab slab, Page from) {
        while (at < from.fresh()) {
            int offset = at;
            at += from.cellBytes;
            if (!Records.isFree(from.bytes, offset)) {
                table.move(Slab.reference(from, offset));
                return;
            }
        }
        throw new IllegalStateException(from.used + " records left in a page that was emptied");
    }

    private boolean choose(Slab slab) {
        page = null;
        for (int i = 0; i < SizeClass.COUNT; i++) {
            nextClass = nextClass + 1 == SizeClass.COUNT ? 0 : nextClass + 1;
            SizeClass sizes = slab.classOf(nextClass);
            if (sizes == null || sizes.available() < 2 || sizes.freeBytes() < Math.max(MIN_FREE_BYTES, sizes.bytes / MIN_FREE_SHARE)) continue;
            Page emptiest = sizes.available(0);
            for (int j = 1; j < Math.min(SAMPLE, sizes.available()); j++) {
                if (sizes.available(j).used < emptiest.used) emptiest = sizes.available(j);
            }
            sizes.remove(emptiest);
            emptiest.closed = true;
            page = emptiest;
            at = 0;
            return true;
        }
        return false;
    }
}
