package io.headwater.cache.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum at the end of an RDB file: CRC-64 with Jones' polynomial 0xad93d23594c935a9, reflected in and out, first
 * value 0, nothing xored at the end; of "123456789" it is 0xe9c6d914c4b8d9ca.
 *
 * <p>Eight bytes a step through eight tables ("slicing by 8", Kounavis and Berry, 2008): byte at a time would cost a
 * load more than all of its parsing.
 */
final class Crc64 {
    private static final long REFLECTED_POLYNOMIAL = 0x95ac9329ac4bc9b5L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** {@code TABLE[256 * k + b]}: what byte b contributes when k more bytes follow it in the same step. */
    private static final long[] TABLE = table();

    private Crc64() {}

    /** The checksum of what {@code crc} stands for followed by the given bytes; start with 0. */
    static long update(long crc, byte[] bytes, int from, int to) {
        long[] table = TABLE;
        long value = crc;
        int at = from;
        for (; at <= to - 8; at += 8) {
            value ^= (long) LONG.get(bytes, at);
            value = table[1792 + (int) (value & 0xff)]
                    ^ table[1536 + (int) (value >>> 8 & 0xff)]
                    ^ table[1280 + (int) (value >>> 16 & 0xff)]
                    ^ table[1024 + (int) (value >>> 24 & 0xff)]
                    ^ table[768 + (int) (value >>> 32 & 0xff)]
                    ^ table[512 + (int) (value >>> 40 & 0xff)]
                    ^ table[256 + (int) (value >>> 48 & 0xff)]
                    ^ table[(int) (value >>> 56)];
        }
        for (; at < to; at++) {
            value = table[(int) (value ^ bytes[at]) & 0xff] ^ value >>> 8;
        }
        return value;
    }

    private static long[] table() {
        long[] table = new long[8 * 256];
        for (int b = 0; b < 256; b++) {
            long value = b;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ REFLECTED_POLYNOMIAL : value >>> 1;
            }
            table[b] = value;
        }
        for (int i = 256; i < table.length; i++) {
            long shorter = table[i - 256];
            table[i] = table[(int) shorter & 0xff] ^ shorter >>> 8;
        }
        return table;
    }
}
