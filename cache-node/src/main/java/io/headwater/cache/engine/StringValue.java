package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * A string, as a slice of the array that holds it: the record of its key, or an array of its own. Only a view: writing is {@link KeyTable}'s, and what is written there shows here or does not, so
 * that one is valid until the next effect on its key.
 */
public final class StringValue extends Value {
    /** Longest string that Redis keeps beside its object header ("embstr"). */
    private static final int EMBEDDED_MAX_BYTES = 44;

    private byte[] array;
    private int offset;
    private int length;
    /** Redis calls a string that was edited in place "raw" whatever its length. */
    private boolean edited;

    /** Takes {@code bytes} over without a copy. */
    public StringValue(byte[] bytes) {
        this(bytes, 0, bytes.length, false);
    }

    StringValue(byte[] array, int offset, int length, boolean edited) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        this.edited = edited;
    }

    void show(byte[] newArray, int newOffset, int newLength, boolean newEdited) {
        array = newArray;
        offset = newOffset;
        length = newLength;
        edited = newEdited;
    }

    /** The content, a copy unless the array has nothing else; not to be changed. */
    public byte[] bytes() {
        return offset == 0 && length == array.length ? array : Arrays.copyOfRange(array, offset, offset + length);
    }

    /** The array that the content is a slice of; not to be changed, and valid only until the next effect on this key. */
    public byte[] array() {
        return array;
    }

    /** Where in {@link #array} the content begins. */
    public int offset() {
        return offset;
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** The byte at {@code index}, 0 to length - 1. */
    public byte byteAt(int index) {
        return array[offset + index];
    }

    /** Whether the content is an integer in Redis's canonical form. */
    public boolean isLong() {
        return Numbers.isLong(array, offset, length);
    }

    /** The integer; only after {@link #isLong}. */
    public long toLong() {
        return Numbers.toLong(array, offset, length);
    }

    boolean isEdited() {
        return edited;
    }

    @Override
    public ValueType type() {
        return ValueType.STRING;
    }

    @Override
    public String encoding() {
        if (edited) return "raw";
        if (isLong()) return "int";
        return length <= EMBEDDED_MAX_BYTES ? "embstr" : "raw";
    }

    @Override
    public long memoryBytes() {
        return length;
    }

    @Override
    public StringValue copy() {
        return new StringValue(Arrays.copyOfRange(array, offset, offset + length), 0, length, edited);
    }
}
