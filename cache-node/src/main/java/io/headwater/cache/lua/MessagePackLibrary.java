package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cmsgpack}: values to MessagePack and back. Source of the format: the MessagePack specification, without its extension types. */
public final class MessagePackLibrary {
    private static final int MAX_NESTING = 16;

    private MessagePackLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        LuaTable table = new LuaTable();
        BaseLibrary.add(table, "pack", (lua, args) -> one(pack(lua, args)));
        BaseLibrary.add(table, "unpack", (lua, args) -> unpack(lua, args.string(1), Integer.MAX_VALUE, 0, true));
        BaseLibrary.add(table, "unpack_one", (lua, args) -> unpack(lua, args.string(1), 1, args.int32(2, 0), false));
        BaseLibrary.add(table, "unpack_limit", (lua, args) -> unpack(lua, args.string(1), args.int32(2), args.int32(3, 0), false));
        table.set("_NAME", LuaString.of("cmsgpack"));
        table.set("_VERSION", LuaString.of("lua-cmsgpack 0.4.0"));
        table.set("_COPYRIGHT", LuaString.of("Copyright (C) 2012, Salvatore Sanfilippo"));
        table.set("_DESCRIPTION", LuaString.of("MessagePack C implementation for Lua"));
        return table;
    }

    private static LuaString pack(Lua lua, Arguments args) {
        if (args.count() == 0) throw LuaError.message("bad argument #0 to 'pack' (MessagePack pack needs input.)");
        LuaBuffer out = new LuaBuffer(lua);
        for (int i = 1; i <= args.count(); i++) put(lua, out, args.get(i), 0);
        return out.toLuaString();
    }

    private static void put(Lua lua, LuaBuffer out, @Nullable Object value, int level) {
        lua.step();
        switch (value) {
            case LuaString text -> {
                putLength(out, text.length(), 0xA0, 31, 0xD9, 0xDA, 0xDB);
                out.add(text);
            }
            case Boolean bool -> out.add(bool ? 0xC3 : 0xC2);
            case Double number -> putNumber(out, number);
            case LuaTable table when level < MAX_NESTING -> putTable(lua, out, table, level);
            case null, default -> out.add(0xC0);
        }
    }

    /** A length in the shortest of its forms; {@code in8} is 0 where there is none of a byte. */
    private static void putLength(LuaBuffer out, int length, int inHead, int mostInHead, int in8, int in16, int in32) {
        if (length <= mostInHead) {
            out.add(inHead | length);
        } else if (length <= 0xFF && in8 != 0) {
            out.add(in8);
            out.add(length);
        } else if (length <= 0xFFFF) {
            out.add(in16);
            putBytes(out, length, 2);
        } else {
            out.add(in32);
            putBytes(out, length, 4);
        }
    }

    private static void putBytes(LuaBuffer out, long value, int count) {
        for (int i = count - 1; i >= 0; i--) out.add((int) (value >>> (8 * i)));
    }

    private static void putNumber(LuaBuffer out, double number) {
        long integer = (long) number;
        if (integer == number && number < 0x1p63) {
            putInteger(out, integer);
        } else if ((float) number == number) {
            out.add(0xCA);
            putBytes(out, Float.floatToRawIntBits((float) number), 4);
        } else {
            out.add(0xCB);
            putBytes(out, Double.doubleToRawLongBits(number), 8);
        }
    }

    private static void putInteger(LuaBuffer out, long n) {
        if (n >= -32 && n <= 127) {
            out.add((int) n);
            return;
        }
        int width = n >= 0
                ? n <= 0xFF ? 0 : n <= 0xFFFF ? 1 : n <= 0xFFFF_FFFFL ? 2 : 3
                : n >= Byte.MIN_VALUE ? 0 : n >= Short.MIN_VALUE ? 1 : n >= Integer.MIN_VALUE ? 2 : 3;
        out.add((n >= 0 ? 0xCC : 0xD0) + width);
        putBytes(out, n, 1 << width);
    }

    private static void putTable(Lua lua, LuaBuffer out, LuaTable table, int level) {
        int count = 0;
        double largest = 0;
        boolean array = true;
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            Double key = Operations.toNumber(table.keyAt(place));
            if (key == null || key <= 0 || key != Math.rint(key)) array = false;
            else largest = Math.max(largest, key);
            count++;
        }
        if (array && largest == count) {
            int length = table.length();
            putLength(out, length, 0x90, 15, 0, 0xDC, 0xDD);
            for (int i = 1; i <= length; i++) put(lua, out, table.get(i), level + 1);
            return;
        }
        putLength(out, count, 0x80, 15, 0, 0xDE, 0xDF);
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            put(lua, out, table.keyAt(place), level + 1);
            put(lua, out, table.valueAt(place), level + 1);
        }
    }

    private static @Nullable Object[] unpack(Lua lua, LuaString data, int limit, int offset, boolean all) {
        if (offset < 0 || limit < 0) {
            throw LuaError.message("Invalid request to unpack with offset of " + offset + " and limit of " + data.length() + ".");
        }
        if (offset > data.length()) throw LuaError.message("Start offset " + offset + " greater than input length " + data.length() + ".");
        MessagePackReader reader = new MessagePackReader(lua, data, offset);
        if (limit == 0 && offset == 0) return unpack(lua, data, Integer.MAX_VALUE, 0, true);
        List<@Nullable Object> values = new ArrayList<>();
        if (!all) values.add(null);
        for (int count = 0; reader.left() > 0 && count < limit; count++) values.add(reader.next());
        if (!all) values.set(0, reader.left() == 0 ? -1.0 : (double) (data.length() - reader.left()));
        return values.toArray();
    }
}
