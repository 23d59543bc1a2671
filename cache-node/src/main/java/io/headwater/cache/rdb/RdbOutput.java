package io.headwater.cache.rdb;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Buffered bytes with their running checksum, and the format's numbers and strings. */
final class RdbOutput {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_INT_DIGITS = 11;
    /** Redis does not try shorter ones. */
    private static final int MIN_COMPRESSIBLE_BYTES = 21;
    /** Saved at least this much, or the string stays as it is. */
    private static final int MIN_SAVING_BYTES = 4;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final OutputStream out;
    private final Lzf lzf;
    private final boolean compress;
    private final boolean bare;
    private final byte[] buffer;
    private byte[] packed;
    private int at;
    private long crc;
    private long flushedBytes;

    RdbOutput(OutputStream out, boolean compress) {
        this(out, compress, BUFFER_BYTES, false);
    }

    /** @param bare whether values stand without expiry and key, as in a DUMP */
    RdbOutput(OutputStream out, boolean compress, int bufferBytes, boolean bare) {
        this.out = out;
        this.compress = compress;
        this.bare = bare;
        this.buffer = new byte[bufferBytes];
        this.packed = new byte[bufferBytes];
        this.lzf = new Lzf();
    }

    long offset() {
        return flushedBytes + at;
    }

    void u8(int value) throws IOException {
        room(1);
        buffer[at++] = (byte) value;
    }

    void i64(long value) throws IOException {
        room(8);
        LONG.set(buffer, at, value);
        at += 8;
    }

    void length(long length) throws IOException {
        room(9);
        if (length < 1 << 6) {
            buffer[at++] = (byte) length;
        } else if (length < 1 << 14) {
            buffer[at++] = (byte) (0x40 | length >>> 8);
            buffer[at++] = (byte) length;
        } else if (length <= 0xffff_ffffL) {
            buffer[at++] = (byte) 0x80;
            INT_BE.set(buffer, at, (int) length);
            at += 4;
        } else {
            buffer[at++] = (byte) 0x81;
            LONG_BE.set(buffer, at, length);
            at += 8;
        }
    }

    /** A number of 64 bits without a sign, in the form of a length. */
    void unsigned(long value) throws IOException {
        if (value >= 0) {
            length(value);
            return;
        }
        room(9);
        buffer[at++] = (byte) 0x81;
        LONG_BE.set(buffer, at, value);
        at += 8;
    }

    /** What stands before each value: expiry if any, type, key. */
    void key(int type, byte[] key, long expireAtMs) throws IOException {
        if (bare) {
            u8(type);
            return;
        }
        if (expireAtMs != RdbVisitor.NO_EXPIRY) {
            u8(RdbFormat.OP_EXPIRE_MS);
            i64(expireAtMs);
        }
        u8(type);
        string(key);
    }

    void string(byte[] bytes) throws IOException {
        string(bytes, 0, bytes.length);
    }

    /** A string in the form that Redis would choose. */
    void string(byte[] bytes, int offset, int length) throws IOException {
        if (length <= MAX_INT_DIGITS && Decimal.isLong(bytes, offset, length)) {
            long value = Decimal.parse(bytes, offset, length);
            if (value == (int) value) {
                integer((int) value);
                return;
            }
        }
        if (compress && length >= MIN_COMPRESSIBLE_BYTES && compressed(bytes, offset, length)) {
            return;
        }
        length(length);
        raw(bytes, offset, length);
    }

    private void integer(int value) throws IOException {
        room(5);
        if (value == (byte) value) {
            buffer[at++] = (byte) (0xc0 | RdbFormat.STRING_INT8);
            buffer[at++] = (byte) value;
        } else if (value == (short) value) {
            buffer[at++] = (byte) (0xc0 | RdbFormat.STRING_INT16);
            SHORT.set(buffer, at, (short) value);
            at += 2;
        } else {
            buffer[at++] = (byte) (0xc0 | RdbFormat.STRING_INT32);
            INT.set(buffer, at, value);
            at += 4;
        }
    }

    private boolean compressed(byte[] bytes, int offset, int length) throws IOException {
        int maxBytes = length - MIN_SAVING_BYTES;
        if (packed.length < maxBytes) {
            packed = new byte[maxBytes];
        }
        int packedBytes = lzf.compress(bytes, offset, length, packed, maxBytes);
        if (packedBytes == 0) {
            return false;
        }
        u8(0xc0 | RdbFormat.STRING_LZF);
        length(packedBytes);
        length(length);
        raw(packed, 0, packedBytes);
        return true;
    }

    void raw(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - at) {
            flush();
            if (length >= buffer.length) {
                crc = Crc64.update(crc, bytes, offset, offset + length);
                out.write(bytes, offset, length);
                flushedBytes += length;
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, at, length);
        at += length;
    }

    /** Writes the checksum of all bytes so far, little-endian, and hands everything to the stream. */
    void finish() throws IOException {
        flush();
        i64(crc);
        flush();
        out.flush();
    }

    private void room(int bytes) throws IOException {
        if (buffer.length - at < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        crc = Crc64.update(crc, buffer, 0, at);
        out.write(buffer, 0, at);
        flushedBytes += at;
        at = 0;
    }
}
