package io.headwater.cache.lua;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A string of bytes, of any value. Immutable; the array is never changed by anybody. */
public final class LuaString implements Comparable<LuaString> {
    /** The longest string that a script can make, in bytes: Redis's bound of a bulk string. */
    public static final int MAX_BYTES = 512 * 1024 * 1024;
    /** No bytes. */
    public static final LuaString EMPTY = new LuaString(new byte[0]);

    private final byte[] bytes;
    private int hash;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A string over this array, which is taken over. */
    public static LuaString over(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LuaString(bytes);
    }

    /** A copy of a slice. */
    public static LuaString copyOf(byte[] source, int offset, int length) {
        return length == 0 ? EMPTY : new LuaString(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** The characters of {@code text}, a byte each. */
    public static LuaString of(String text) {
        return over(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Byte {@code i}, 0 to 255. */
    public int at(int i) {
        return bytes[i] & 0xFF;
    }

    /** The bytes in [from, to). */
    public LuaString slice(int from, int to) {
        return from == 0 && to == bytes.length ? this : copyOf(bytes, from, to - from);
    }

    /** This string with another one behind it. */
    public LuaString plus(LuaString other) {
        if ((long) bytes.length + other.bytes.length > MAX_BYTES) throw LuaError.memory();
        byte[] both = Arrays.copyOf(bytes, bytes.length + other.bytes.length);
        System.arraycopy(other.bytes, 0, both, bytes.length, other.bytes.length);
        return over(both);
    }

    /** Lua 5.1's hash, which decides the order in which {@code next} walks a table. Long strings are sampled. */
    int luaHash() {
        if (hash != 0) return hash;
        int length = bytes.length;
        int h = length;
        int step = (length >> 5) + 1;
        for (int i = length; i >= step; i -= step) h ^= (h << 5) + (h >>> 2) + (bytes[i - 1] & 0xFF);
        hash = h;
        return h;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof LuaString that && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        return luaHash();
    }

    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** A character per byte. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
