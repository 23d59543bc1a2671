package io.headwater.cache.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A walk over the entries of one packed value (listpack, ziplist, zipmap), each a string or an integer. Every step
 * checks what it reads against the value's bounds, so that no input can lead out of it or round in circles.
 */
abstract sealed class PackedEntries permits Listpack, Ziplist, Zipmap {
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** In a 16-bit count: more entries than it can say. */
    static final int COUNT_UNKNOWN = 0xffff;

    final byte[] blob;
    /** Where the next entry begins. */
    int at;

    private final long fileOffset;

    private boolean isNumber;
    private long number;
    private int textAt;
    private int textLength;

    PackedEntries(byte[] blob, long fileOffset) {
        this.blob = blob;
        this.fileOffset = fileOffset;
    }

    /** Moves to the next entry and calls {@link #text} or {@link #number} with it; false at the proper end. */
    abstract boolean next() throws RdbException;

    /** Goes back to the first entry. */
    abstract void rewind();

    /** Entries as the header says, or {@link #COUNT_UNKNOWN}. */
    abstract int claimedCount();

    /** Walks to the end and back, thus proving the whole value sound, and counts. */
    final long count() throws RdbException {
        long count = 0;
        while (next()) {
            count++;
        }
        rewind();
        if (claimedCount() != COUNT_UNKNOWN && claimedCount() != count) {
            throw damaged("a packed value of " + count + " entries claims " + claimedCount());
        }
        return count;
    }

    /** As {@link #count}, where entries come in pairs: the number of pairs. */
    final long pairs() throws RdbException {
        long count = count();
        if (count % 2 != 0) {
            throw damaged("a packed value of pairs has " + count + " entries");
        }
        return count / 2;
    }

    final byte[] nextBytes() throws RdbException {
        if (!next()) {
            throw damaged("a packed value ends too early");
        }
        return isNumber ? Decimal.text(number) : Arrays.copyOfRange(blob, textAt, textAt + textLength);
    }

    final double nextScore() throws RdbException {
        if (!next()) {
            throw damaged("a packed value ends too early");
        }
        if (isNumber) {
            return number;
        }
        byte[] text = Arrays.copyOfRange(blob, textAt, textAt + textLength);
        return Score.parse(text).orElseThrow(
                () -> damaged("'" + new String(text, StandardCharsets.ISO_8859_1) + "' is no score"));
    }

    final boolean number(long value) {
        isNumber = true;
        number = value;
        return true;
    }

    final boolean text(int from, int length) {
        isNumber = false;
        textAt = from;
        textLength = length;
        return true;
    }

    final int u8(int index) throws RdbException {
        need(index, 1);
        return blob[index] & 0xff;
    }

    final int i16(int index) throws RdbException {
        need(index, 2);
        return (short) SHORT.get(blob, index);
    }

    final int i24(int index) throws RdbException {
        need(index, 3);
        return (blob[index] & 0xff) | (blob[index + 1] & 0xff) << 8 | blob[index + 2] << 16;
    }

    final int i32(int index) throws RdbException {
        need(index, 4);
        return (int) INT.get(blob, index);
    }

    final long i64(int index) throws RdbException {
        need(index, 8);
        return (long) LONG.get(blob, index);
    }

    final void need(int index, long length) throws RdbException {
        if (length < 0 || length > blob.length - (long) index) {
            throw damaged("a packed value's entry at its byte " + at + " leads out of it");
        }
    }

    final RdbException damaged(String reason) {
        return new RdbException(reason, fileOffset);
    }
}
