package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory for records: cells in large byte arrays ("pages"), of which the collector has nothing to trace. A record keeps its place until it is freed.
 *
 * <p>A reference is a page's number and the cell's offset in units of 8 bytes: {@value #REFERENCE_BITS} bits, never 0. A page has up to {@value #PAGE_BYTES} bytes and cells of one
 * {@link SizeClass}; the first pages of a class are smaller, so that a handful of keys does not take a megabyte. A record beyond {@value SizeClass#MAX_BYTES} bytes has an
 * array of its own. A page without records goes at once, whichever class it was of.
 *
 * <p>Owned by one thread.
 */
final class Slab {
    static final int REFERENCE_BITS = 36;

    private static final int OFFSET_BITS = 13;
    private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final int MAX_PAGES = 1 << REFERENCE_BITS - OFFSET_BITS;
    private static final int PAGE_BYTES = 1 << 16;
    private static final int MIN_PAGE_BYTES = 1 << 12;
    /** A page is 1 of this many of its class, until it has its full size. */
    private static final int GROWTH = 4;

    private byte[][] arrays = new byte[16][];
    private Page[] pages = new Page[16];
    /** Numbers of pages that are gone. */
    private int[] vacant = new int[16];
    private int vacantCount;
    /** Page 0 is none, so that no reference is 0. */
    private int pageCount = 1;

    private final @Nullable SizeClass[] classes = new SizeClass[SizeClass.COUNT];
    private long bytes;

    /** Bytes of all pages. */
    long bytes() {
        return bytes;
    }

    /** The array in which a record lies. */
    byte[] array(long reference) {
        return arrays[(int) (reference >>> OFFSET_BITS)];
    }

    /** Where the record begins in its array. */
    static int offset(long reference) {
        return ((int) reference & OFFSET_MASK) << 3;
    }

    static long reference(Page page, int offset) {
        return (long) page.number << OFFSET_BITS | offset >>> 3;
    }

    Page page(long reference) {
        return pages[(int) (reference >>> OFFSET_BITS)];
    }

    /** Whether the page has been given up. */
    boolean isGone(Page page) {
        return pages[page.number] != page;
    }

    /** Bytes of the cell that a record has. */
    int capacity(long reference) {
        return page(reference).cellBytes;
    }

    /** A cell of at least so many bytes, whose content is undefined. */
    long allocate(int size) {
        if (size > SizeClass.MAX_BYTES) {
            Page page = newPage(size, size);
            return reference(page, page.take());
        }
        SizeClass sizes = sizeClass(SizeClass.cellBytes(size));
        Page page = sizes.current;
        if (page == null || page.isFull()) {
            page = sizes.take();
            if (page == null) page = newPage(pageBytes(sizes), sizes.cellBytes);
            sizes.current = page;
        }
        sizes.used++;
        return reference(page, page.take());
    }

    private static int pageBytes(SizeClass sizes) {
        int wanted = (int) Math.clamp(sizes.bytes / GROWTH, MIN_PAGE_BYTES, PAGE_BYTES);
        return Math.max(1, wanted / sizes.cellBytes) * sizes.cellBytes;
    }

    SizeClass sizeClass(int cellBytes) {
        int number = SizeClass.number(cellBytes);
        SizeClass sizes = classes[number];
        if (sizes == null) {
            sizes = new SizeClass(cellBytes);
            classes[number] = sizes;
        }
        return sizes;
    }

    /** The class of that number; null if it never had a record. */
    @Nullable SizeClass classOf(int number) {
        return classes[number];
    }

    private Page newPage(int pageBytes, int cellBytes) {
        int number = vacantCount > 0 ? vacant[vacantCount - 1] : pageCount;
        if (number == MAX_PAGES) throw new OutOfMemoryError("more than " + MAX_PAGES + " pages of records");
        if (number == arrays.length) {
            arrays = Arrays.copyOf(arrays, number * 2);
            pages = Arrays.copyOf(pages, number * 2);
        }
        byte[] array = new byte[pageBytes];
        Page page = new Page(number, array, cellBytes);
        if (vacantCount > 0) vacantCount--;
        else pageCount++;
        arrays[number] = array;
        pages[number] = page;
        bytes += pageBytes;
        if (cellBytes <= SizeClass.MAX_BYTES) sizeClass(cellBytes).bytes += pageBytes;
        return page;
    }

    /** Gives a record's cell back; its bytes are lost. */
    void free(long reference) {
        Page page = page(reference);
        if (page.cellBytes > SizeClass.MAX_BYTES) {
            drop(page);
            return;
        }
        SizeClass sizes = sizeClass(page.cellBytes);
        sizes.used--;
        page.free(offset(reference));
        boolean isCurrent = page == sizes.current;
        // The only small page of a class stays, for a key that comes and goes.
        if (isCurrent && (page.used > 0 || page.bytes.length <= MIN_PAGE_BYTES && page.bytes.length == sizes.bytes)) return;
        if (page.used == 0) {
            if (isCurrent) sizes.current = null;
            if (page.place != Page.NOT_LISTED) sizes.remove(page);
            sizes.bytes -= page.bytes.length;
            drop(page);
        } else if (page.place == Page.NOT_LISTED && !page.closed) {
            sizes.add(page);
        }
    }

    @SuppressWarnings("NullAway") // the place of a page that is gone: no reference leads there
    private void drop(Page page) {
        bytes -= page.bytes.length;
        arrays[page.number] = null;
        pages[page.number] = null;
        if (vacantCount == vacant.length) vacant = Arrays.copyOf(vacant, vacantCount * 2);
        vacant[vacantCount++] = page.number;
    }
}
