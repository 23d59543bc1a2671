package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Elements of a listpack, Redis's packed form of strings and integers (antirez' specification, "listpack.md"), read and written in place:
 *
 * <pre>
 *   element: encoding and data, then the size of these two backwards in groups of seven bits
 *   0xxxxxxx integer 0..127      10llllll string        110xxxxx xxxxxxxx  13-bit integer
 *   1110llll llllllll string     0xf0 u32 LE string     0xf1 i16, 0xf2 i24, 0xf3 i32, 0xf4 i64, all LE
 * </pre>
 */
final class Packed {
    /** The most that an element takes beside a string's bytes. */
    static final int MAX_OVERHEAD_BYTES = 10;
    /** The most that an integer takes. */
    static final int MAX_INTEGER_BYTES = 10;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Packed() {}

    /** Bytes of encoding and data of the element at {@code at}. */
    private static int contentBytes(byte[] b, int at) {
        int first = b[at] & 0xff;
        if (first < 0x80) return 1;
        if (first < 0xc0) return 1 + (first & 0x3f);
        if (first < 0xe0) return 2;
        if (first < 0xf0) return 2 + ((first & 0x0f) << 8 | b[at + 1] & 0xff);
        return switch (first) {
            case 0xf0 -> 5 + (int) INT.get(b, at + 1);
            case 0xf1 -> 3;
            case 0xf2 -> 4;
            case 0xf3 -> 5;
            case 0xf4 -> 9;
            default -> throw new IllegalStateException("no listpack element begins with " + first);
        };
    }

    /** Redis's limits, which are one short of the full range. */
    private static int backBytes(int content) {
        return content <= 127 ? 1 : content < 16383 ? 2 : content < 2097151 ? 3 : content < 268435455 ? 4 : 5;
    }

    /** Where the element behind that at {@code at} begins. */
    static int next(byte[] b, int at) {
        int content = contentBytes(b, at);
        return at + content + backBytes(content);
    }

    /** Where the element begins that comes {@code count} elements later. */
    static int skip(byte[] b, int at, long count) {
        int behind = at;
        for (long i = 0; i < count; i++) behind = next(b, behind);
        return behind;
    }

    /** Whether the element is kept as an integer. */
    static boolean isInteger(byte[] b, int at) {
        int first = b[at] & 0xff;
        return first < 0x80 || (first >= 0xc0 && first < 0xe0) || first > 0xf0;
    }

    /** The integer at {@code at}; only where there is one. */
    static long integer(byte[] b, int at) {
        int first = b[at] & 0xff;
        if (first < 0x80) return first;
        if (first >= 0xc0 && first < 0xe0) return ((first & 0x1f) << 8 | b[at + 1] & 0xff) << 19 >> 19;
        return switch (first) {
            case 0xf1 -> (short) SHORT.get(b, at + 1);
            case 0xf2 -> (b[at + 1] & 0xff) | (b[at + 2] & 0xff) << 8 | b[at + 3] << 16;
            case 0xf3 -> (int) INT.get(b, at + 1);
            case 0xf4 -> (long) LONG.get(b, at + 1);
            default -> throw new IllegalStateException("no integer begins with " + first);
        };
    }

    /** Points {@code to} at the element's bytes; those of an integer are written into {@code digits}. */
    static void read(byte[] b, int at, Slice to, byte[] digits) {
        if (isInteger(b, at)) {
            to.set(digits, 0, Numbers.write(integer(b, at), digits, 0));
            return;
        }
        int first = b[at] & 0xff;
        int head = first < 0xc0 ? 1 : first < 0xf0 ? 2 : 5;
        to.set(b, at + head, contentBytes(b, at) - head);
    }

    /** Bytes that an integer takes as an element. */
    static int integerBytes(long value) {
        if (value >= 0 && value <= 127) return 2;
        if (value >= -4096 && value <= 4095) return 3;
        if (value == (short) value) return 4;
        if (value >= -(1 << 23) && value < 1 << 23) return 5;
        return value == (int) value ? 6 : 10;
    }

    /** Writes an integer; where the next element goes. */
    static int writeInteger(byte[] b, int at, long value) {
        int end = at;
        if (value >= 0 && value <= 127) {
            b[end++] = (byte) value;
        } else if (value >= -4096 && value <= 4095) {
            b[end++] = (byte) (0xc0 | value >>> 8 & 0x1f);
            b[end++] = (byte) value;
        } else if (value == (short) value) {
            b[end] = (byte) 0xf1;
            SHORT.set(b, end + 1, (short) value);
            end += 3;
        } else if (value >= -(1 << 23) && value < 1 << 23) {
            b[end] = (byte) 0xf2;
            SHORT.set(b, end + 1, (short) value);
            b[end + 3] = (byte) (value >>> 16);
            end += 4;
        } else if (value == (int) value) {
            b[end] = (byte) 0xf3;
            INT.set(b, end + 1, (int) value);
            end += 5;
        } else {
            b[end] = (byte) 0xf4;
            LONG.set(b, end + 1, value);
            end += 9;
        }
        return writeBack(b, end, end - at);
    }

    /** Writes a string, as an integer where it spells one; where the next element goes. */
    static int write(byte[] b, int at, byte[] source, int offset, int length) {
        if (length <= Numbers.MAX_LONG_CHARS && Numbers.isLong(source, offset, length)) return writeInteger(b, at, Numbers.toLong(source, offset, length));
        int end = at;
        if (length < 64) {
            b[end++] = (byte) (0x80 | length);
        } else if (length < 4096) {
            b[end++] = (byte) (0xe0 | length >>> 8);
            b[end++] = (byte) length;
        } else {
            b[end++] = (byte) 0xf0;
            INT.set(b, end, length);
            end += 4;
        }
        System.arraycopy(source, offset, b, end, length);
        end += length;
        return writeBack(b, end, end - at);
    }

    private static int writeBack(byte[] b, int at, int content) {
        int bytes = backBytes(content);
        int end = at;
        for (int i = bytes - 1; i >= 0; i--) {
            int continued = i == bytes - 1 ? 0 : 0x80;
            b[end++] = (byte) (content >>> 7 * i & 0x7f | continued);
        }
        return end;
    }
}
