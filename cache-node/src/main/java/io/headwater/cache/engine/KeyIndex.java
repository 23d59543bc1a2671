package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * From keys to their records: extendible hashing over small tables with open addressing, so that no resize ever concerns more than one table of {@value #MAX_CELLS} cells.
 *
 * <p>A key's position is its hash read backwards, an unsigned number of 32 bits of which 28 count here. The directory's index is the first bits of a position; each table
 * covers the positions that begin with its own prefix, and several neighbours in the directory may be one table. Within a table a position's next bits are its home, and a cell that is
 * taken sends it to the next free one: cells are nearly in the order of positions. A full table doubles, and once it is large splits in two by its next bit; sparse
 * twins merge. Positions do not change with any of it, so that a walk in their order needs no more than a position to go on: {@link #visitFrom}.
 *
 * <p>A cell is 28 bits of position above a reference into {@link Slab}; 0 is free. The word in front of a table's cells holds its count, and the lengths of its prefix and of a home in bits.
 *
 * <p>Owned by one thread; a lookup allocates nothing.
 */
final class KeyIndex {
    static final long NONE = 0;
    /** Behind the last position. */
    static final long END = 1L << 32;

    private static final int MIN_CELL_BITS = 3;
    private static final int MAX_CELL_BITS = 10;
    private static final int MAX_CELLS = 1 << MAX_CELL_BITS;
    /** Homes take the bits of a position behind a prefix of so many. */
    private static final int MAX_DEPTH = 28 - MAX_CELL_BITS;
    private static final int UNUSED_BITS = 4;
    private static final long REFERENCE_MASK = (1L << Slab.REFERENCE_BITS) - 1;
    /** A table with less than one cell in this many taken shrinks, or merges with its twin. */
    private static final int SPARSE = 8;
    /** Cells that one call of {@link #visitFrom} covers, beside those that were sent further: 2 to this power. */
    private static final int VISIT_BITS = 3;
    /** Random cells that {@link #random} looks at before it walks on from one. */
    private static final int RANDOM_PROBES = 64;

    private static final int COUNT_BITS = 32;

    private final Records records;
    private long[][] directory = {table(0, MIN_CELL_BITS)};
    private int directoryBits;
    /** Tables whose prefix is as long as the directory's index: without any, the directory is halved. */
    private int deepest = 1;
    private int size;
    private long cells = 1 << MIN_CELL_BITS;

    KeyIndex(Records records) {
        this.records = records;
    }

    int size() {
        return size;
    }

    /** Bytes of directory and tables. */
    long bytes() {
        return cells * Long.BYTES + directory.length * 4L;
    }

    private static long[] table(int depth, int cellBits) {
        long[] table = new long[1 + (1 << cellBits)];
        table[0] = (long) (depth << 8 | cellBits) << COUNT_BITS;
        return table;
    }

    private static int count(long[] table) {
        return (int) table[0];
    }

    private static int cellBits(long[] table) {
        return (int) (table[0] >>> COUNT_BITS) & 0xFF;
    }

    private static int depth(long[] table) {
        return (int) (table[0] >>> COUNT_BITS + 8);
    }

    private static int position(long cell) {
        return (int) (cell >>> Slab.REFERENCE_BITS) << UNUSED_BITS;
    }

    private static long cell(int position, long reference) {
        return (long) (position >>> UNUSED_BITS) << Slab.REFERENCE_BITS | reference;
    }

    private static boolean isAt(long cell, int position) {
        return position(cell) == (position & -(1 << UNUSED_BITS));
    }

    private int directoryIndex(int position) {
        return (int) (Integer.toUnsignedLong(position) >>> 32 - directoryBits);
    }

    /** Number of the cell, without the word in front, where a position belongs. */
    private static int home(long[] table, int position) {
        int meta = (int) (table[0] >>> COUNT_BITS);
        return (position & -(1 << UNUSED_BITS)) << (meta >>> 8) >>> 32 - (meta & 0xFF);
    }

    /** The record of the key in the slice, or {@link #NONE}. */
    long find(byte[] b, int offset, int length, int hash) {
        int position = Integer.reverse(hash);
        long[] table = directory[directoryIndex(position)];
        int mask = table.length - 2;
        for (int i = home(table, position); ; i = i + 1 & mask) {
            long cell = table[1 + i];
            if (cell == 0) return NONE;
            if (isAt(cell, position) && records.hasKey(cell & REFERENCE_MASK, b, offset, length)) return cell & REFERENCE_MASK;
        }
    }

    /**
     * Reads what {@link #find} would read first for each of these hashes: all tables, then all records, so that the waits for memory are one.
     *
     * @param references room for {@code count} references; what is left in it is of no meaning
     */
    int touchAll(int[] hashes, long[] references, int count) {
        for (int i = 0; i < count; i++) {
            int position = Integer.reverse(hashes[i]);
            long[] table = directory[directoryIndex(position)];
            references[i] = table[1 + home(table, position)];
        }
        for (int i = 0; i < count; i++) {
            int position = Integer.reverse(hashes[i]);
            long cell = references[i];
            if (cell != 0 && !isAt(cell, position)) cell = displaced(position);
            references[i] = cell & REFERENCE_MASK;
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            if (references[i] != NONE) sum += records.touch(references[i]);
        }
        return sum;
    }

    /** The first cell of that position, or 0. */
    private long displaced(int position) {
        long[] table = directory[directoryIndex(position)];
        int mask = table.length - 2;
        for (int i = home(table, position); ; i = i + 1 & mask) {
            long cell = table[1 + i];
            if (cell == 0 || isAt(cell, position)) return cell;
        }
    }

    /** Adds a record whose key is known to be absent. */
    void insert(int hash, long reference) {
        int position = Integer.reverse(hash);
        long[] table = directory[directoryIndex(position)];
        while (count(table) >= table.length - 1 - Math.max(1, (table.length - 1) / 5)) {
            grow(table, position);
            table = directory[directoryIndex(position)];
        }
        place(table, cell(position, reference));
        size++;
    }

    private static void place(long[] table, long cell) {
        int mask = table.length - 2;
        int i = home(table, position(cell));
        while (table[1 + i] != 0) i = i + 1 & mask;
        table[1 + i] = cell;
        table[0]++;
    }

    /** Puts another reference in the place of the one that a record of this hash had until now. */
    void replace(int hash, long reference, long by) {
        int position = Integer.reverse(hash);
        long[] table = directory[directoryIndex(position)];
        table[1 + indexOf(table, position, reference)] = cell(position, by);
    }

    private static int indexOf(long[] table, int position, long reference) {
        int mask = table.length - 2;
        int i = home(table, position);
        while ((table[1 + i] & REFERENCE_MASK) != reference) {
            if (table[1 + i] == 0) throw new IllegalStateException("not a record of this index");
            i = i + 1 & mask;
        }
        return i;
    }

    /** Removes a record that is here. */
    void remove(int hash, long reference) {
        int position = Integer.reverse(hash);
        long[] table = directory[directoryIndex(position)];
        int mask = table.length - 2;
        int hole = indexOf(table, position, reference);
        // Who was sent beyond the hole and may stand in it moves there, so that a search can still end at a free cell.
        for (int i = hole + 1 & mask; table[1 + i] != 0; i = i + 1 & mask) {
            int away = i - home(table, position(table[1 + i])) & mask;
            if (away >= (i - hole & mask)) {
                table[1 + hole] = table[1 + i];
                hole = i;
            }
        }
        table[1 + hole] = 0;
        table[0]--;
        size--;
        if (count(table) < (table.length - 1) / SPARSE) shrink(table, position);
    }

    private void grow(long[] table, int position) {
        int depth = depth(table);
        if (table.length - 1 < MAX_CELLS || depth == MAX_DEPTH) {
            rebuild(table, position, cellBits(table) + 1);
            return;
        }
        if (depth == directoryBits) doubleDirectory();
        long[] low = table(depth + 1, MAX_CELL_BITS);
        long[] high = table(depth + 1, MAX_CELL_BITS);
        // From a free cell on, so that each run keeps its order.
        int mask = table.length - 2;
        int first = 0;
        while (table[1 + first] != 0) first++;
        for (int i = first + 1; i <= first + mask; i++) {
            long cell = table[1 + (i & mask)];
            if (cell != 0) place(position(cell) << depth < 0 ? high : low, cell);
        }
        int span = 1 << directoryBits - depth;
        int start = directoryIndex(position) & -span;
        Arrays.fill(directory, start, start + span / 2, low);
        Arrays.fill(directory, start + span / 2, start + span, high);
        if (depth + 1 == directoryBits) deepest += 2;
        cells += low.length + high.length - table.length;
    }

    private void rebuild(long[] table, int position, int cellBits) {
        long[] rebuilt = table(depth(table), cellBits);
        for (int i = 1; i < table.length; i++) {
            if (table[i] != 0) place(rebuilt, table[i]);
        }
        putInDirectory(rebuilt, position);
        cells += rebuilt.length - table.length;
    }

    private void putInDirectory(long[] table, int position) {
        int span = 1 << directoryBits - depth(table);
        int start = directoryIndex(position) & -span;
        Arrays.fill(directory, start, start + span, table);
    }

    private void doubleDirectory() {
        long[][] doubled = new long[directory.length * 2][];
        for (int i = 0; i < doubled.length; i++) doubled[i] = directory[i >>> 1];
        directory = doubled;
        directoryBits++;
        deepest = 0;
    }

    private void shrink(long[] table, int position) {
        int depth = depth(table);
        if (depth == 0 || table.length - 1 > MAX_CELLS) {
            if (table.length - 1 > 1 << MIN_CELL_BITS) rebuild(table, position, cellBits(table) - 1);
            return;
        }
        long[] twin = directory[directoryIndex(position ^ Integer.MIN_VALUE >>> depth - 1)];
        if (depth(twin) != depth || count(twin) + count(table) > MAX_CELLS / 2) return;
        long[] merged = table(depth - 1, MAX_CELL_BITS);
        for (int i = 1; i < table.length; i++) {
            if (table[i] != 0) place(merged, table[i]);
        }
        for (int i = 1; i < twin.length; i++) {
            if (twin[i] != 0) place(merged, twin[i]);
        }
        putInDirectory(merged, position);
        cells += merged.length - table.length - twin.length;
        if (depth == directoryBits) deepest -= 2;
        while (deepest == 0 && directoryBits > 0) halveDirectory();
    }

    private void halveDirectory() {
        long[][] halved = new long[directory.length / 2][];
        for (int i = 0; i < halved.length; i++) halved[i] = directory[i * 2];
        directory = halved;
        directoryBits--;
        for (int i = 0; i < halved.length; i++) {
            if (depth(halved[i]) == directoryBits) deepest++;
        }
    }

    /**
     * Visits records in the order of their positions, each exactly once from the first call to the last, whatever the index does in between: those at {@code from} or
     * beyond, below what is returned. The action must not change the index.
     *
     * @param from 0 to begin, else what the last call returned
     * @return where the next call goes on; {@link #END} at the end
     */
    long visitFrom(long from, LongConsumer action) {
        long[] table = directory[directoryIndex((int) from)];
        int homeBits = 32 - depth(table) - cellBits(table);
        long width = 1L << Math.min(32 - depth(table), Math.max(UNUSED_BITS, homeBits + VISIT_BITS));
        long end = from - from % width + width;
        int mask = table.length - 2;
        int home = home(table, (int) from);
        int last = home(table, (int) (end - 1));
        for (int i = home; i <= home + mask; i++) {
            long cell = table[1 + (i & mask)];
            if (cell == 0) {
                if (i >= last) break;
                continue;
            }
            long at = Integer.toUnsignedLong(position(cell));
            if (at >= from && at < end) action.accept(cell & REFERENCE_MASK);
        }
        return end;
    }

    /** Visits every record once, in no order. The action must not change the index. */
    void forEach(LongConsumer action) {
        for (int d = 0; d < directory.length; ) {
            long[] table = directory[d];
            for (int i = 1; i < table.length; i++) {
                if (table[i] != 0) action.accept(table[i] & REFERENCE_MASK);
            }
            d += 1 << directoryBits - depth(table);
        }
    }

    /** A random record; nearly all are equally likely. {@link #NONE} only if there is none. */
    long random(RandomGenerator random) {
        if (size == 0) return NONE;
        for (int probe = 0; probe < RANDOM_PROBES; probe++) {
            long[] table = directory[random.nextInt(directory.length)];
            long cell = table[1 + random.nextInt(table.length - 1)];
            if (cell != 0) return cell & REFERENCE_MASK;
        }
        int d = random.nextInt(directory.length);
        while (count(directory[d]) == 0) d = d + 1 & directory.length - 1;
        long[] table = directory[d];
        int i = random.nextInt(table.length - 1);
        while (table[1 + i] == 0) i = i + 1 & table.length - 2;
        return table[1 + i] & REFERENCE_MASK;
    }

    /** Makes room for so many records, when that is known before a load; only while it is empty. */
    void reserve(long expected) {
        if (size > 0) return;
        long wanted = expected + expected / 3;
        int bits = MIN_CELL_BITS;
        while (bits < MAX_CELL_BITS && 1L << bits < wanted) bits++;
        int depth = 0;
        while (depth < MAX_DEPTH && (long) MAX_CELLS << depth < wanted) depth++;
        directory = new long[1 << depth][];
        directoryBits = depth;
        deepest = directory.length;
        for (int i = 0; i < directory.length; i++) directory[i] = table(depth, bits);
        cells = (long) directory.length * directory[0].length;
    }
}
