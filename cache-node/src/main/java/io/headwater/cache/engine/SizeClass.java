package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one size in {@link Slab}, and the sizes there are: multiples of 8 bytes up to {@value #FINE_BYTES}, then eight sizes per doubling up to {@value #MAX_BYTES}, so that
 * no cell is more than an eighth too large. Owned by one thread.
 */
final class SizeClass {
    static final int UNIT = 8;
    /** The largest cell that shares a page with others. */
    static final int MAX_BYTES = 8192;

    private static final int FINE_BYTES = 512;
    private static final int STEPS_PER_DOUBLING = 8;
    private static final int FINE_CLASSES = FINE_BYTES / UNIT;
    static final int COUNT = FINE_CLASSES + STEPS_PER_DOUBLING * Integer.numberOfTrailingZeros(MAX_BYTES / FINE_BYTES) + 1;

    final int cellBytes;
    /** The page that cells are taken from; no other list knows it. */
    @Nullable Page current;

    private Page[] available = new Page[4];
    private int availableCount;
    /** Bytes of all pages. */
    long bytes;
    /** Cells that hold a record. */
    long used;

    SizeClass(int cellBytes) {
        this.cellBytes = cellBytes;
    }

    /** The size of the cell for a record of so many bytes, at most {@link #MAX_BYTES}. */
    static int cellBytes(int bytes) {
        if (bytes <= FINE_BYTES) return Math.max(UNIT, bytes + UNIT - 1 & -UNIT);
        int step = Integer.highestOneBit(bytes - 1) / STEPS_PER_DOUBLING;
        return bytes + step - 1 & -step;
    }

    /** The number of the class, in [1, {@link #COUNT}), whose cells have this size. */
    static int number(int cellBytes) {
        if (cellBytes <= FINE_BYTES) return cellBytes / UNIT;
        int below = Integer.highestOneBit(cellBytes - 1);
        int doubling = Integer.numberOfTrailingZeros(below / FINE_BYTES);
        return FINE_CLASSES + STEPS_PER_DOUBLING * doubling + (cellBytes - below) / (below / STEPS_PER_DOUBLING);
    }

    /** Free bytes in pages of this class. */
    long freeBytes() {
        return bytes - used * cellBytes;
    }

    int available() {
        return availableCount;
    }

    Page available(int i) {
        return available[i];
    }

    /** Takes in a page with free cells. */
    void add(Page page) {
        if (availableCount == available.length) available = Arrays.copyOf(available, availableCount * 2);
        page.place = availableCount;
        available[availableCount++] = page;
    }

    /** Takes a page out of those with free cells. */
    void remove(Page page) {
        Page last = available[--availableCount];
        available[page.place] = last;
        last.place = page.place;
        page.place = Page.NOT_LISTED;
    }

    /** Takes out any page with free cells. */
    @Nullable Page take() {
        if (availableCount == 0) return null;
        Page page = available[availableCount - 1];
        remove(page);
        return page;
    }
}
