package io.headwater.schemas;

import java.nio.charset.StandardCharsets;

/** Reads Avro's binary encoding out of a slice. Every read is checked against the slice's end: the bytes may be hostile. */
final class AvroReader {
    private byte[] bytes = new byte[0];
    private int start;
    private int position;
    private int end;

    void wrap(byte[] source, int offset, int length) {
        bytes = source;
        start = offset;
        position = offset;
        end = offset + length;
    }

    /** Goes over what is left of another's slice. */
    void wrapRestOf(AvroReader other) {
        wrap(other.bytes, other.position, other.end - other.position);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of the slice. */
    int size() {
        return end - start;
    }

    int position() {
        return position;
    }

    void position(int offset) {
        position = offset;
    }

    boolean atEnd() {
        return position == end;
    }

    long number(String what) {
        long zigzag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position >= end) {
                throw broken("ends inside " + what);
            }
            byte next = bytes[position++];
            zigzag |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return zigzag >>> 1 ^ -(zigzag & 1);
            }
        }
        throw broken("a number of more than ten bytes in " + what);
    }

    int index(String what, int limit) {
        long value = number(what);
        if (value < 0 || value >= limit) {
            throw broken(value + " is no " + what);
        }
        return (int) value;
    }

    int natural(String what) {
        return index(what, Integer.MAX_VALUE);
    }

    /** Reads a length and checks that so many bytes follow; the position stays in front of them. */
    int length(String what) {
        long length = number(what);
        if (length < 0 || length > end - position) {
            throw broken("a length of " + length + " for " + what);
        }
        return (int) length;
    }

    /** Reads the item count of an array's next block, 0 at the array's end. */
    int block(String what) {
        long count = number(what);
        if (count < 0) {
            number(what); // a negative count is followed by the block's size in bytes
            count = -count;
        }
        if (count < 0 || count > end - position) {
            throw broken("a block of " + count + " " + what);
        }
        return (int) count;
    }

    int skip(int length, String what) {
        if (length > end - position) {
            throw broken("ends inside " + what);
        }
        int at = position;
        position += length;
        return at;
    }

    long fixedLong(String what) {
        return Bytes.longAt(bytes, skip(8, what));
    }

    String text(String what) {
        int length = length(what);
        return new String(bytes, skip(length, what), length, StandardCharsets.UTF_8);
    }

    LogFormatException broken(String problem) {
        return new LogFormatException("no log record: " + problem + " at byte " + (position - start));
    }
}
