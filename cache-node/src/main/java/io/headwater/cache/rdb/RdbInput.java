package io.headwater.cache.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a file with their offset and running checksum, and the format's numbers and strings.
 *
 * <p>No length is believed: an array grows with the bytes that are really there (or is cut to the file's size where that
 * is known), so a lying length ends in an {@link RdbException} at the end of the file.
 */
final class RdbInput {
    private static final int BUFFER_BYTES = 256 * 1024;
    /** Enough for the header and for every number. */
    private static final int MIN_BUFFER_BYTES = 64;
    /** Arrays begin at no more than this when the size of the input is unknown. */
    private static final int UNPROVEN_BYTES = 1024 * 1024;

    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final InputStream in;
    private final byte[] buffer;
    /** Bytes in the whole input, or Long.MAX_VALUE if unknown. */
    private final long sizeBytes;

    private int at;
    private int limit;
    /** File offset of {@code buffer[0]}. */
    private long bufferOffset;

    private long lastStringAt;

    private long crc;
    /** Up to here the buffer is in the checksum. */
    private int checkedTo;

    RdbInput(InputStream in, long sizeBytes) {
        this.in = in;
        this.sizeBytes = sizeBytes;
        this.buffer = new byte[(int) Math.clamp(sizeBytes, MIN_BUFFER_BYTES, BUFFER_BYTES)];
    }

    /** Bytes consumed since the start of the file. */
    long offset() {
        return bufferOffset + at;
    }

    /** Where the string that was read last began; packed values name it in their errors. */
    long lastStringAt() {
        return lastStringAt;
    }

    /** Checksum of everything consumed. */
    long crc() {
        crc = Crc64.update(crc, buffer, checkedTo, at);
        checkedTo = at;
        return crc;
    }

    int u8() throws IOException {
        need(1);
        return buffer[at++] & 0xff;
    }

    int i32() throws IOException {
        need(4);
        int value = (int) INT.get(buffer, at);
        at += 4;
        return value;
    }

    long i64() throws IOException {
        need(8);
        long value = (long) LONG.get(buffer, at);
        at += 8;
        return value;
    }

    /** A length, or the bitwise complement of a STRING_ encoding that stands in its place (thus negative). */
    long lengthOrEncoding() throws IOException {
        int first = u8();
        switch (first >>> 6) {
            case 0:
                return first;
            case 1:
                return (first & 0x3f) << 8 | u8();
            case 3:
                return ~(long) (first & 0x3f);
            default:
        }
        long value;
        if (first == 0x80) {
            need(4);
            value = (int) INT_BE.get(buffer, at) & 0xffff_ffffL;
            at += 4;
        } else if (first == 0x81) {
            need(8);
            value = (long) LONG_BE.get(buffer, at);
            at += 8;
        } else {
            throw damaged("no length starts with byte " + first);
        }
        if (value < 0) {
            throw damaged("impossible length " + Long.toUnsignedString(value));
        }
        return value;
    }

    /** A number of 64 bits in the place of a length. */
    long unsigned() throws IOException {
        need(1);
        if ((buffer[at] & 0xff) != 0x81) {
            return length();
        }
        at++;
        need(8);
        long value = (long) LONG_BE.get(buffer, at);
        at += 8;
        return value;
    }

    long length() throws IOException {
        long length = lengthOrEncoding();
        if (length < 0) {
            throw damaged("an encoded string where a length must be");
        }
        return length;
    }

    /** A string in any of its encodings, a fresh array. */
    byte[] string() throws IOException {
        lastStringAt = offset();
        long length = lengthOrEncoding();
        if (length >= 0) {
            return bytes(length);
        }
        switch ((int) ~length) {
            case RdbFormat.STRING_INT8:
                return Decimal.text((byte) u8());
            case RdbFormat.STRING_INT16:
                need(2);
                short value = (short) SHORT.get(buffer, at);
                at += 2;
                return Decimal.text(value);
            case RdbFormat.STRING_INT32:
                return Decimal.text(i32());
            case RdbFormat.STRING_LZF:
                return compressed();
            default:
                throw damaged("unknown string encoding " + ~length);
        }
    }

    private byte[] compressed() throws IOException {
        long packedBytes = length();
        long plainBytes = length();
        byte[] packed = bytes(packedBytes);
        if (Lzf.plainBytes(packed) != plainBytes || plainBytes > MAX_ARRAY_BYTES) {
            throw new RdbException(packedBytes + " compressed bytes that do not hold " + plainBytes, lastStringAt);
        }
        byte[] plain = new byte[(int) plainBytes];
        if (!Lzf.decompress(packed, plain)) {
            throw new RdbException("damaged compressed string", lastStringAt);
        }
        return plain;
    }

    void skipString() throws IOException {
        long length = lengthOrEncoding();
        if (length >= 0) {
            skip(length);
            return;
        }
        switch ((int) ~length) {
            case RdbFormat.STRING_INT8 -> skip(1);
            case RdbFormat.STRING_INT16 -> skip(2);
            case RdbFormat.STRING_INT32 -> skip(4);
            case RdbFormat.STRING_LZF -> {
                long packedBytes = length();
                length();
                skip(packedBytes);
            }
            default -> throw damaged("unknown string encoding " + ~length);
        }
    }

    /** So many raw bytes, a fresh array. */
    byte[] bytes(long count) throws IOException {
        int buffered = limit - at;
        if (count <= buffered) {
            byte[] bytes = Arrays.copyOfRange(buffer, at, at + (int) count);
            at += (int) count;
            return bytes;
        }
        if (count > MAX_ARRAY_BYTES) {
            throw damaged("a string of " + count + " bytes is longer than any that can be held");
        }
        if (count > sizeBytes - offset()) {
            throw cutShort();
        }
        boolean proven = sizeBytes != Long.MAX_VALUE;
        byte[] bytes = new byte[proven ? (int) count : (int) Math.min(count, Math.max(UNPROVEN_BYTES, buffered))];
        int filled = 0;
        while (true) {
            int step = Math.min(bytes.length - filled, limit - at);
            System.arraycopy(buffer, at, bytes, filled, step);
            at += step;
            filled += step;
            if (filled == count) {
                return bytes;
            }
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(count, bytes.length * 2L));
            }
            need(1);
        }
    }

    private void skip(long count) throws IOException {
        long rest = count;
        while (rest > limit - at) {
            rest -= limit - at;
            at = limit;
            need(1);
        }
        at += (int) rest;
    }

    /** Makes the next bytes stand in the buffer. */
    private void need(int count) throws IOException {
        if (limit - at < count) {
            fill(count);
        }
    }

    private void fill(int count) throws IOException {
        crc();
        int kept = limit - at;
        System.arraycopy(buffer, at, buffer, 0, kept);
        bufferOffset += at;
        at = 0;
        checkedTo = 0;
        limit = kept;
        while (limit < count) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                throw cutShort();
            }
            limit += read;
        }
    }

    private RdbException cutShort() {
        return new RdbException("the file ends too early", bufferOffset + limit);
    }

    RdbException damaged(String reason) {
        return new RdbException(reason, offset());
    }
}
