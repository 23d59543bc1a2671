package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * Short byte strings side by side in one array, in the order in which they came: the small form of hashes (field,
 * value, field, value, ...) and of sets. Each entry is its length in one byte, then its bytes, so an entry has at
 * most {@value #MAX_ENTRY_BYTES} bytes; a search walks them all, which for some dozens of entries is faster than
 * following the pointers of a table, and takes a tenth of its memory.
 *
 * <p>A position is the index of an entry's length byte; it holds until the next change.
 */
final class PackedEntries {
    static final int MAX_ENTRY_BYTES = 64;
    static final int ABSENT = -1;
    /** Smaller arrays are left as they are when their content shrinks. */
    static final int MIN_SHRUNK_BYTES = 128;

    private byte[] bytes;
    private int used;

    PackedEntries() {
        bytes = new byte[16];
    }

    private PackedEntries(byte[] bytes, int used) {
        this.bytes = bytes;
        this.used = used;
    }

    PackedEntries copy() {
        return new PackedEntries(Arrays.copyOf(bytes, used), used);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Length of the array, used or not. */
    int capacity() {
        return bytes.length;
    }

    /** The position after the last entry. */
    int end() {
        return used;
    }

    int lengthAt(int position) {
        return bytes[position] & 0xff;
    }

    int after(int position) {
        return position + 1 + (bytes[position] & 0xff);
    }

    /** The position after {@code entries} further entries. */
    int skip(int position, int entries) {
        int at = position;
        for (int i = 0; i < entries; i++) {
            at = after(at);
        }
        return at;
    }

    void read(int position, Slice into) {
        into.set(bytes, position + 1, lengthAt(position));
    }

    /**
     * Finds an entry among every {@code stride}-th one.
     *
     * @return its position or {@link #ABSENT}
     */
    int find(byte[] wanted, int offset, int length, int stride) {
        byte[] in = bytes;
        int end = used;
        for (int at = 0; at < end; ) {
            int entryLength = in[at] & 0xff;
            int next = at + 1 + entryLength;
            // Names that differ mostly differ at their end (user:17, user:18), so look there before comparing all.
            if (entryLength == length
                    && (length == 0
                            || (in[next - 1] == wanted[offset + length - 1]
                                    && Arrays.equals(in, at + 1, next, wanted, offset, offset + length)))) {
                return at;
            }
            at = stride == 1 ? next : skip(next, stride - 1);
        }
        return ABSENT;
    }

    void append(byte[] source, int offset, int length) {
        openGap(used, 1 + length);
        write(used - 1 - length, source, offset, length);
    }

    void replace(int position, byte[] source, int offset, int length) {
        int difference = length - lengthAt(position);
        if (difference > 0) {
            openGap(after(position), difference);
        } else if (difference < 0) {
            remove(after(position) + difference, after(position));
        }
        write(position, source, offset, length);
    }

    private void write(int position, byte[] source, int offset, int length) {
        bytes[position] = (byte) length;
        System.arraycopy(source, offset, bytes, position + 1, length);
    }

    /** Removes the bytes from one position to another. */
    void remove(int from, int to) {
        System.arraycopy(bytes, to, bytes, from, used - to);
        used -= to - from;
        if (bytes.length > MIN_SHRUNK_BYTES && used < bytes.length / 4) bytes = Arrays.copyOf(bytes, used + (used >>> 1));
    }

    private void openGap(int position, int gap) {
        int needed = used + gap;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length) + (needed >>> 3));
        }
        System.arraycopy(bytes, position, bytes, position + gap, used - position);
        used = needed;
    }
}
