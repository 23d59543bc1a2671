package io.headwater.cache.engine;

import java.util.Arrays;

/** A string: one byte array, overwritten in place when the length stays, so that a steady workload allocates nothing. */
public final class StringValue extends Value {
    /** Longest string that Redis keeps beside its object header ("embstr"). */
    private static final int EMBEDDED_MAX_BYTES = 44;
    /** Set once the string was edited in place: Redis calls such a one "raw" whatever its length. */
    private static final int EDITED = 1;

    private byte[] bytes;

    /** Takes {@code bytes} over without a copy. */
    public StringValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The content; not to be changed, and valid only until the next effect on this key. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length in bytes. */
    public int length() {
        return bytes.length;
    }

    /** Whether the content is an integer in Redis's canonical form. */
    public boolean isLong() {
        return Numbers.isLong(bytes, 0, bytes.length);
    }

    /** The integer; only after {@link #isLong}. */
    public long toLong() {
        return Numbers.toLong(bytes, 0, bytes.length);
    }

    void set(byte[] source, int offset, int length) {
        flags(0);
        if (length == bytes.length) System.arraycopy(source, offset, bytes, 0, length);
        else bytes = Arrays.copyOfRange(source, offset, offset + length);
    }

    void append(byte[] source, int offset, int length) {
        int old = bytes.length;
        bytes = Arrays.copyOf(bytes, Math.addExact(old, length));
        System.arraycopy(source, offset, bytes, old, length);
        flags(EDITED);
    }

    void setRange(int at, byte[] source, int offset, int length) {
        if (at + length > bytes.length) bytes = Arrays.copyOf(bytes, Math.addExact(at, length));
        System.arraycopy(source, offset, bytes, at, length);
        flags(EDITED);
    }

    @Override
    public ValueType type() {
        return ValueType.STRING;
    }

    @Override
    public String encoding() {
        if (flags() == EDITED) return "raw";
        if (isLong()) return "int";
        return bytes.length <= EMBEDDED_MAX_BYTES ? "embstr" : "raw";
    }

    @Override
    public long memoryBytes() {
        return 16 + 16 + bytes.length;
    }

    @Override
    public StringValue copy() {
        StringValue copy = new StringValue(bytes.clone());
        copy.flags(flags());
        return copy;
    }
}
