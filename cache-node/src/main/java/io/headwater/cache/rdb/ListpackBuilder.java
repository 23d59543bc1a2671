package io.headwater.cache.rdb;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs entries into a listpack, whose format {@link Listpack} describes; used again and again by one thread. */
final class ListpackBuilder {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Most bytes that an entry takes beside its text. */
    private static final int MAX_OVERHEAD_BYTES = 10;

    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[8 * 1024];
    private int at = Listpack.HEADER_BYTES;
    private int count;

    int count() {
        return count;
    }

    /** What {@link #finish} would give now. */
    int sizeBytes() {
        return at + 1;
    }

    void clear() {
        at = Listpack.HEADER_BYTES;
        count = 0;
    }

    /** Adds a string, as an integer where its text is one. */
    void add(byte[] text, int offset, int length) {
        if (Decimal.isLong(text, offset, length)) {
            add(Decimal.parse(text, offset, length));
            return;
        }
        room(length);
        int start = at;
        if (length < 64) {
            bytes[at++] = (byte) (0x80 | length);
        } else if (length < 4096) {
            bytes[at++] = (byte) (0xe0 | length >>> 8);
            bytes[at++] = (byte) length;
        } else {
            bytes[at++] = (byte) 0xf0;
            INT.set(bytes, at, length);
            at += 4;
        }
        System.arraycopy(text, offset, bytes, at, length);
        at += length;
        closeEntry(at - start);
    }

    /** Adds an integer. */
    void add(long value) {
        room(0);
        int start = at;
        if (value >= 0 && value <= 127) {
            bytes[at++] = (byte) value;
        } else if (value >= -4096 && value <= 4095) {
            bytes[at++] = (byte) (0xc0 | value >>> 8 & 0x1f);
            bytes[at++] = (byte) value;
        } else if (value == (short) value) {
            bytes[at++] = (byte) 0xf1;
            SHORT.set(bytes, at, (short) value);
            at += 2;
        } else if (value >= -(1 << 23) && value < 1 << 23) {
            bytes[at++] = (byte) 0xf2;
            SHORT.set(bytes, at, (short) value);
            bytes[at + 2] = (byte) (value >>> 16);
            at += 3;
        } else if (value == (int) value) {
            bytes[at++] = (byte) 0xf3;
            INT.set(bytes, at, (int) value);
            at += 4;
        } else {
            bytes[at++] = (byte) 0xf4;
            LONG.set(bytes, at, value);
            at += 8;
        }
        closeEntry(at - start);
    }

    /** Appends the entry's size backwards: seven bits a byte, all but the first of the bytes with the top bit set. */
    private void closeEntry(int entryBytes) {
        int backBytes = Listpack.backLengthBytes(entryBytes);
        for (int i = backBytes - 1; i >= 0; i--) {
            int continued = i == backBytes - 1 ? 0 : 0x80;
            bytes[at++] = (byte) (entryBytes >>> 7 * i & 0x7f | continued);
        }
        count++;
    }

    private void room(int textBytes) {
        long needed = (long) at + textBytes + MAX_OVERHEAD_BYTES + Long.BYTES + 1;
        if (needed > bytes.length) {
            if (needed > MAX_BYTES) {
                throw new IllegalArgumentException("a listpack of " + needed + " bytes is larger than any array");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, bytes.length * 2L)));
        }
    }

    /** The listpack, a fresh array; the builder is empty again. */
    byte[] finish() {
        close();
        byte[] listpack = Arrays.copyOf(bytes, at);
        clear();
        return listpack;
    }

    /** Writes the listpack as one string; the builder is empty again. */
    void finish(RdbOutput out) throws IOException {
        close();
        out.string(bytes, 0, at);
        clear();
    }

    private void close() {
        bytes[at++] = (byte) Listpack.END;
        INT.set(bytes, 0, at);
        SHORT.set(bytes, 4, (short) Math.min(count, PackedEntries.COUNT_UNKNOWN));
    }
}
