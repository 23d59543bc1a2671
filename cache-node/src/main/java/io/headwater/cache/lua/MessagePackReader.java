package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Reads MessagePack, from anybody: no more memory is taken than the bytes are worth, and nesting is bounded. */
final class MessagePackReader {
    private static final int MAX_DEPTH = 2_000;

    private final Lua lua;
    private final LuaString data;
    private int at;
    private int depth;

    MessagePackReader(Lua lua, LuaString data, int offset) {
        this.lua = lua;
        this.data = data;
        this.at = offset;
    }

    int left() {
        return data.length() - at;
    }

    @Nullable Object next() {
        lua.step();
        need(1);
        int head = data.at(at++);
        return switch (head) {
            case 0xC0 -> null;
            case 0xC2 -> Boolean.FALSE;
            case 0xC3 -> Boolean.TRUE;
            case 0xCA -> (double) Float.intBitsToFloat((int) bytes(4));
            case 0xCB -> Double.longBitsToDouble(bytes(8));
            case 0xCC -> (double) bytes(1);
            case 0xCD -> (double) bytes(2);
            case 0xCE -> (double) bytes(4);
            // Beyond 2^63 the library gives what the same bits mean with a sign.
            case 0xCF -> (double) bytes(8);
            case 0xD0 -> (double) (byte) bytes(1);
            case 0xD1 -> (double) (short) bytes(2);
            case 0xD2 -> (double) (int) bytes(4);
            case 0xD3 -> (double) bytes(8);
            case 0xD9 -> string(bytes(1));
            case 0xDA -> string(bytes(2));
            case 0xDB -> string(bytes(4));
            case 0xDC -> array(bytes(2));
            case 0xDD -> array(bytes(4));
            case 0xDE -> map(bytes(2));
            case 0xDF -> map(bytes(4));
            default -> inHead(head);
        };
    }

    private @Nullable Object inHead(int head) {
        if (head < 0x80) return (double) head;
        if (head >= 0xE0) return (double) (byte) head;
        if (head < 0x90) return map(head & 0x0F);
        if (head < 0xA0) return array(head & 0x0F);
        if (head < 0xC0) return string(head & 0x1F);
        throw LuaError.message("Bad data format in input.");
    }

    private void need(long count) {
        if (left() < count) throw LuaError.message("Missing bytes in input.");
    }

    private long bytes(int count) {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) value = value << 8 | data.at(at++);
        return value;
    }

    private LuaString string(long length) {
        need(length);
        LuaString text = data.slice(at, at + (int) length);
        lua.charge(length);
        at += (int) length;
        return text;
    }

    private LuaTable array(long length) {
        descend();
        LuaTable table = new LuaTable();
        for (long i = 1; i <= length; i++) Operations.rawSet(lua, table, (double) i, next());
        depth--;
        return table;
    }

    private LuaTable map(long count) {
        descend();
        LuaTable table = new LuaTable();
        for (long i = 0; i < count; i++) {
            Object key = next();
            Operations.rawSet(lua, table, key, next());
        }
        depth--;
        return table;
    }

    private void descend() {
        if (++depth > MAX_DEPTH) throw LuaError.message("stack overflow (in function mp_decode_to_lua_type)");
        lua.charge(64);
    }
}
