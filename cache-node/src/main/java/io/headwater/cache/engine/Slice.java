package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * A view of bytes that live elsewhere: where a read leaves its answer without copying it. The owner reuses one instance for many reads; what it points to is valid
 * until the value that it was read from changes.
 */
public final class Slice {
    private byte[] bytes = Numbers.EMPTY;
    private int offset;
    private int length;

    /** Points at [offset, offset + length) of {@code bytes}. */
    public void set(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** The array behind; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Index of the first byte in {@link #bytes()}. */
    public int offset() {
        return offset;
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** The bytes in an array of their own. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Receives members or elements one by one; the array is only lent for the call. */
    @FunctionalInterface
    public interface Consumer {
        /** Takes the bytes [offset, offset + length). */
        void accept(byte[] bytes, int offset, int length);
    }

    /** Receives fields with their values; the arrays are only lent for the call. */
    @FunctionalInterface
    public interface PairConsumer {
        /** Takes a field and its value. */
        void accept(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength);
    }

    /** Receives members with their scores; the array is only lent for the call. */
    @FunctionalInterface
    public interface ScoredConsumer {
        /** Takes a member and its score. */
        void accept(byte[] member, int offset, int length, double score);
    }
}
