package io.headwater.cache.engine;

/**
 * A view of bytes that live elsewhere: where a read leaves its answer without copying it. The owner reuses one
 * instance for many reads; what it points to is valid until the value that it was read from changes.
 */
public final class Slice {
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int offset;
    private int length;

    public void set(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public byte[] copy() {
        return java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Receives members or elements one by one; the array is only lent for the call. */
    @FunctionalInterface
    public interface Consumer {
        void accept(byte[] bytes, int offset, int length);
    }

    /** Receives fields with their values; the arrays are only lent for the call. */
    @FunctionalInterface
    public interface PairConsumer {
        void accept(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength);
    }

    /** Receives members with their scores; the array is only lent for the call. */
    @FunctionalInterface
    public interface ScoredConsumer {
        void accept(byte[] member, int offset, int length, double score);
    }
}
