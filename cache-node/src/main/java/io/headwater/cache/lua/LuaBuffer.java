package io.headwater.cache.lua;

import java.util.Arrays;

/** A string that grows, up to the longest that a script can make. */
public final class LuaBuffer {
    private final Lua lua;
    private byte[] bytes = new byte[64];
    private int size;

    /** An empty one; what it takes is charged to {@code lua}. */
    public LuaBuffer(Lua lua) {
        this.lua = lua;
    }

    /** Bytes so far. */
    public int size() {
        return size;
    }

    /** Adds a byte. */
    public void add(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    /** Adds a string. */
    public void add(LuaString text) {
        add(text.bytes(), 0, text.length());
    }

    /** Adds text, a byte per character. */
    public void add(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) bytes[size++] = (byte) text.charAt(i);
    }

    /** Adds a slice. */
    public void add(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void ensure(int more) {
        if (bytes.length - size >= more) return;
        long wanted = Math.max((long) size + more, bytes.length * 2L);
        if ((long) size + more > LuaString.MAX_BYTES) throw LuaError.memory();
        int capacity = (int) Math.min(wanted, LuaString.MAX_BYTES);
        lua.charge(capacity);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /** A copy of what there is. */
    public LuaString toLuaString() {
        return LuaString.copyOf(bytes, 0, size);
    }
}
