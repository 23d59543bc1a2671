package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;
import static io.headwater.cache.lua.LuaFunction.NONE;

import org.jspecify.annotations.Nullable;

/** {@code table}. */
public final class TableLibrary {
    private TableLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        LuaTable table = new LuaTable();
        BaseLibrary.add(table, "concat", TableLibrary::concat);
        BaseLibrary.add(table, "foreach", TableLibrary::forEach);
        BaseLibrary.add(table, "foreachi", TableLibrary::forEachItem);
        BaseLibrary.add(table, "getn", (lua, args) -> one((double) args.table(1).length()));
        BaseLibrary.add(table, "maxn", (lua, args) -> one(largestKey(args.table(1))));
        BaseLibrary.add(table, "insert", TableLibrary::insert);
        BaseLibrary.add(table, "remove", TableLibrary::remove);
        BaseLibrary.add(table, "setn", (lua, args) -> {
            args.table(1);
            throw LuaError.message("'setn' is obsolete");
        });
        BaseLibrary.add(table, "sort", (lua, args) -> {
            LuaTable items = args.table(1);
            int count = items.length();
            LuaFunction less = args.isNil(2) ? null : args.function(2);
            new TableSort(lua, items, less).sort(1, count);
            return NONE;
        });
        return table;
    }

    private static @Nullable Object[] concat(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        LuaString separator = args.string(2, LuaString.EMPTY);
        int from = args.int32(3, 1);
        int to = args.isNil(4) ? table.length() : args.int32(4);
        LuaBuffer text = new LuaBuffer(lua);
        for (long i = from; i <= to; i++) {
            lua.step();
            LuaString part = Operations.asText(table.get((int) i));
            if (part == null) {
                String type = Operations.typeName(table.get((int) i));
                throw LuaError.message("invalid value (" + type + ") at index " + i + " in table for 'concat'");
            }
            text.add(part);
            if (i < to) text.add(separator);
        }
        return one(text.toLuaString());
    }

    private static @Nullable Object[] forEach(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        LuaFunction function = args.function(2);
        for (int place = table.filledFrom(0); place >= 0; ) {
            Object key = table.keyAt(place);
            Object result = Operations.first(lua.call(function, key, table.valueAt(place)));
            if (result != null) return one(result);
            place = table.filledFrom(table.placeBehind(key));
        }
        return NONE;
    }

    private static @Nullable Object[] forEachItem(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        int count = table.length();
        LuaFunction function = args.function(2);
        for (int i = 1; i <= count; i++) {
            Object result = Operations.first(lua.call(function, (double) i, table.get(i)));
            if (result != null) return one(result);
        }
        return NONE;
    }

    private static double largestKey(LuaTable table) {
        double largest = 0;
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            if (table.keyAt(place) instanceof Double key && key > largest) largest = key;
        }
        return largest;
    }

    private static @Nullable Object[] insert(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        int end = table.length() + 1;
        switch (args.count()) {
            case 2 -> Operations.rawSet(lua, table, (double) end, args.get(2));
            case 3 -> {
                int position = args.int32(2);
                for (int i = Math.max(end, position); i > position; i--) {
                    lua.step();
                    Operations.rawSet(lua, table, (double) i, table.get(i - 1));
                }
                Operations.rawSet(lua, table, (double) position, args.get(3));
            }
            default -> throw LuaError.message("wrong number of arguments to 'insert'");
        }
        return NONE;
    }

    private static @Nullable Object[] remove(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        int end = table.length();
        int position = args.int32(2, end);
        if (position < 1 || position > end) return NONE;
        Object removed = table.get(position);
        for (int i = position; i < end; i++) {
            lua.step();
            Operations.rawSet(lua, table, (double) i, table.get(i + 1));
        }
        Operations.rawSet(lua, table, (double) end, null);
        return one(removed);
    }
}
