package io.headwater.cache.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Sets of integers: {@code bytes per integer u32 LE (2, 4 or 8), count u32 LE}, then the integers in ascending order,
 * little-endian, all as wide as the widest needs.
 */
final class Intset {
    private static final int HEADER_BYTES = 8;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Intset() {}

    /** The members in ascending order. */
    static long[] read(byte[] blob, long fileOffset) throws RdbException {
        if (blob.length < HEADER_BYTES) {
            throw new RdbException("no intset where one must be", fileOffset);
        }
        int width = (int) INT.get(blob, 0);
        long count = (int) INT.get(blob, 4) & 0xffff_ffffL;
        if ((width != 2 && width != 4 && width != 8) || HEADER_BYTES + count * width != blob.length) {
            throw new RdbException("an intset of " + blob.length + " bytes cannot hold " + count + " integers", fileOffset);
        }
        long[] members = new long[(int) count];
        for (int i = 0; i < members.length; i++) {
            int at = HEADER_BYTES + i * width;
            members[i] = width == 2 ? (short) SHORT.get(blob, at) : width == 4 ? (int) INT.get(blob, at) : (long) LONG.get(blob, at);
            if (i > 0 && members[i - 1] >= members[i]) {
                throw new RdbException("an intset out of order", fileOffset);
            }
        }
        return members;
    }

    /** The packed form of members in strictly ascending order, of which there is at least one. */
    static byte[] write(long[] members, int count) {
        long least = members[0];
        long most = members[count - 1];
        int width = least >= Short.MIN_VALUE && most <= Short.MAX_VALUE ? 2
                : least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE ? 4 : 8;
        byte[] blob = new byte[HEADER_BYTES + count * width];
        INT.set(blob, 0, width);
        INT.set(blob, 4, count);
        for (int i = 0; i < count; i++) {
            int at = HEADER_BYTES + i * width;
            switch (width) {
                case 2 -> SHORT.set(blob, at, (short) members[i]);
                case 4 -> INT.set(blob, at, (int) members[i]);
                default -> LONG.set(blob, at, members[i]);
            }
        }
        return blob;
    }
}
