package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A sorted set of integers in one array, each in 2, 4 or 8 bytes: as many as the widest member so far needs. Search
 * is binary, a change moves what lies behind it, so it is for sets of some hundreds.
 */
final class IntSet {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int width = Short.BYTES;
    private int size;

    IntSet() {
        bytes = new byte[4 * Short.BYTES];
    }

    private IntSet(IntSet other) {
        width = other.width;
        size = other.size;
        bytes = Arrays.copyOf(other.bytes, size * width);
    }

    IntSet copy() {
        return new IntSet(this);
    }

    int size() {
        return size;
    }

    /** Length of the array, used or not. */
    int capacity() {
        return bytes.length;
    }

    /** The member with this index in ascending order. */
    long at(int index) {
        return read(bytes, width, index);
    }

    boolean contains(long value) {
        return search(value) >= 0;
    }

    boolean add(long value) {
        int found = search(value);
        if (found >= 0) {
            return false;
        }
        widen(widthOf(value));
        int index = -found - 1;
        if ((size + 1) * width > bytes.length) {
            bytes = Arrays.copyOf(bytes, (size + 1 + Math.max(3, size >>> 2)) * width);
        }
        System.arraycopy(bytes, index * width, bytes, (index + 1) * width, (size - index) * width);
        write(bytes, width, index, value);
        size++;
        return true;
    }

    boolean remove(long value) {
        int index = search(value);
        if (index < 0) {
            return false;
        }
        size--;
        System.arraycopy(bytes, (index + 1) * width, bytes, index * width, (size - index) * width);
        if (bytes.length > PackedEntries.MIN_SHRUNK_BYTES && size * width < bytes.length / 4) bytes = Arrays.copyOf(bytes, (size + (size >>> 1)) * width);
        return true;
    }

    /** The index of a value, or -(the index where it belongs) - 1. */
    private int search(long value) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = at(middle);
            if (found < value) {
                low = middle + 1;
            } else if (found > value) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    private void widen(int needed) {
        if (needed <= width) {
            return;
        }
        byte[] wider = new byte[(size + 4) * needed];
        for (int i = 0; i < size; i++) {
            write(wider, needed, i, at(i));
        }
        bytes = wider;
        width = needed;
    }

    private static int widthOf(long value) {
        if (value == (short) value) {
            return Short.BYTES;
        }
        return value == (int) value ? Integer.BYTES : Long.BYTES;
    }

    private static long read(byte[] from, int width, int index) {
        return switch (width) {
            case Short.BYTES -> (short) SHORT.get(from, index * Short.BYTES);
            case Integer.BYTES -> (int) INT.get(from, index * Integer.BYTES);
            default -> (long) LONG.get(from, index * Long.BYTES);
        };
    }

    private static void write(byte[] to, int width, int index, long value) {
        switch (width) {
            case Short.BYTES -> SHORT.set(to, index * Short.BYTES, (short) value);
            case Integer.BYTES -> INT.set(to, index * Integer.BYTES, (int) value);
            default -> LONG.set(to, index * Long.BYTES, value);
        }
    }
}
