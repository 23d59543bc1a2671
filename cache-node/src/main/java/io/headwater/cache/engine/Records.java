package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a key and its value look like in a cell of {@link Slab}:
 *
 * <pre>
 * [clock 3][flags 1][key length 2][value length 2]                    a record of up to 8192 bytes
 * [clock 3][flags 1][key length 4][value length 4]                    LARGE
 *                                                 [place in heap 4]   EXPIRES
 *                                                                  [key][value]
 * </pre>
 *
 * The clock is the 24 bits that Redis keeps for LRU or LFU. The value is the string itself, or for a COLLECTION the number by which {@link Values} knows it. All numbers are
 * little-endian. A record may grow within its cell. A free cell has the flag FREE and, in place of the clock, the offset of the next one.
 */
final class Records {
    static final int EXPIRES = 1;
    static final int COLLECTION = 2;
    static final int LARGE = 4;
    /** A string that was edited in place. */
    static final int EDITED = 8;

    private static final int FREE = 128;
    private static final int CLOCK_MASK = 0xFFFFFF;
    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 12;
    private static final int VALUE_NUMBER_BYTES = 4;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final Slab slab = new Slab();

    Slab slab() {
        return slab;
    }

    static int nextFree(byte[] page, int at) {
        return (int) INT.get(page, at) & 0xFFFF;
    }

    static void markFree(byte[] page, int at, int next) {
        INT.set(page, at, FREE << 24 | next);
    }

    static boolean isFree(byte[] page, int at) {
        return (page[at + 3] & FREE) != 0;
    }

    byte[] array(long reference) {
        return slab.array(reference);
    }

    int flags(long reference) {
        return slab.array(reference)[Slab.offset(reference) + 3];
    }

    void flag(long reference, int flag, boolean set) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference) + 3;
        a[at] = (byte) (set ? a[at] | flag : a[at] & ~flag);
    }

    /** The 24 bits of LRU or LFU. */
    int clock(long reference) {
        return (int) INT.get(slab.array(reference), Slab.offset(reference)) & CLOCK_MASK;
    }

    void clock(long reference, int clock) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        INT.set(a, at, (int) INT.get(a, at) & ~CLOCK_MASK | clock & CLOCK_MASK);
    }

    int keyLength(long reference) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        return (a[at + 3] & LARGE) == 0 ? (short) SHORT.get(a, at + 4) & 0xFFFF : (int) INT.get(a, at + 4);
    }

    int valueLength(long reference) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        return (a[at + 3] & LARGE) == 0 ? (short) SHORT.get(a, at + 6) & 0xFFFF : (int) INT.get(a, at + 8);
    }

    private static void lengths(byte[] a, int at, int keyLength, int valueLength) {
        if ((a[at + 3] & LARGE) == 0) {
            SHORT.set(a, at + 4, (short) keyLength);
            SHORT.set(a, at + 6, (short) valueLength);
        } else {
            INT.set(a, at + 4, keyLength);
            INT.set(a, at + 8, valueLength);
        }
    }

    /** Where in its array the key begins. */
    int keyAt(long reference) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        return at + headBytes(a[at + 3]);
    }

    private static int headBytes(int flags) {
        return ((flags & LARGE) == 0 ? HEADER_BYTES : LARGE_HEADER_BYTES) + ((flags & EXPIRES) == 0 ? 0 : Integer.BYTES);
    }

    /** Where in its array the value begins. */
    int valueAt(long reference) {
        return keyAt(reference) + keyLength(reference);
    }

    byte[] key(long reference) {
        int at = keyAt(reference);
        return Arrays.copyOfRange(slab.array(reference), at, at + keyLength(reference));
    }

    boolean hasKey(long reference, byte[] b, int offset, int length) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        int flags = a[at + 3];
        int own = (flags & LARGE) == 0 ? (short) SHORT.get(a, at + 4) & 0xFFFF : (int) INT.get(a, at + 4);
        if (own != length) return false;
        int from = at + headBytes(flags);
        return Arrays.equals(a, from, from + length, b, offset, offset + length);
    }

    /** The number of a collection. */
    int valueNumber(long reference) {
        return (int) INT.get(slab.array(reference), valueAt(reference));
    }

    /** The place of a record that EXPIRES in the {@link ExpiryHeap}. */
    int heapPlace(long reference) {
        return (int) INT.get(slab.array(reference), keyAt(reference) - Integer.BYTES);
    }

    void heapPlace(long reference, int place) {
        INT.set(slab.array(reference), keyAt(reference) - Integer.BYTES, place);
    }

    /** Reads a little of the lines that a use of the record needs; returns nothing of meaning. */
    int touch(long reference) {
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        return a[at] + a[Math.min(a.length - 1, at + 64)];
    }

    /** A new record for a string, with {@link #EXPIRES} or without flags. */
    long addString(int flags, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        long reference = add(flags, key, keyOffset, keyLength, valueLength);
        System.arraycopy(value, valueOffset, slab.array(reference), valueAt(reference), valueLength);
        return reference;
    }

    /** A new record for a collection. */
    long addCollection(byte[] key, int keyOffset, int keyLength, int valueNumber) {
        long reference = add(COLLECTION, key, keyOffset, keyLength, VALUE_NUMBER_BYTES);
        INT.set(slab.array(reference), valueAt(reference), valueNumber);
        return reference;
    }

    private long add(int flags, byte[] key, int keyOffset, int keyLength, int valueLength) {
        long size = (long) headBytes(flags) + keyLength + valueLength;
        int all = flags;
        if (size > SizeClass.MAX_BYTES) {
            all |= LARGE;
            size += LARGE_HEADER_BYTES - HEADER_BYTES;
        }
        long reference = slab.allocate(Math.toIntExact(size));
        byte[] a = slab.array(reference);
        int at = Slab.offset(reference);
        INT.set(a, at, all << 24);
        lengths(a, at, keyLength, valueLength);
        int keyAt = at + headBytes(all);
        if ((all & EXPIRES) != 0) INT.set(a, keyAt - Integer.BYTES, ExpiryHeap.NOT_HERE);
        System.arraycopy(key, keyOffset, a, keyAt, keyLength);
        return reference;
    }

    /** Whether the string may take so many bytes where it is: the cell is large enough, and no more than it should be. */
    boolean fits(long reference, int valueLength) {
        int flags = flags(reference);
        long size = (long) headBytes(flags) + keyLength(reference) + valueLength;
        int capacity = slab.capacity(reference);
        return (flags & LARGE) == 0
                ? size <= SizeClass.MAX_BYTES && SizeClass.cellBytes((int) size) == capacity
                : size <= capacity && size > capacity - capacity / 8 && size > SizeClass.MAX_BYTES + LARGE_HEADER_BYTES - HEADER_BYTES;
    }

    /** Sets the length of a string that {@link #fits}; bytes that it gains are undefined. */
    void valueLength(long reference, int valueLength) {
        lengths(slab.array(reference), Slab.offset(reference), keyLength(reference), valueLength);
    }

    /** A copy of a record with other flags and another length of value, as much of the value as it holds copied; the old record stays as it is. */
    long copy(long reference, int flags, int valueLength) {
        byte[] from = slab.array(reference);
        int kept = flags & ~LARGE;
        long copy = add(kept, from, keyAt(reference), keyLength(reference), valueLength);
        clock(copy, clock(reference));
        System.arraycopy(from, valueAt(reference), slab.array(copy), valueAt(copy), Math.min(valueLength, valueLength(reference)));
        return copy;
    }
}
