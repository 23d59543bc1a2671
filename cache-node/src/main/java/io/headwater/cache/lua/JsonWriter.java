package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Values to JSON. A table is an array if its keys are the integers 1 to n, or nearly so; an empty one is an object. */
final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final Lua lua;
    private final JsonSettings settings;
    private final LuaBuffer out;

    JsonWriter(Lua lua, JsonSettings settings) {
        this.lua = lua;
        this.settings = settings;
        this.out = new LuaBuffer(lua);
    }

    LuaString text(@Nullable Object value) {
        write(value, 0);
        return out.toLuaString();
    }

    private void write(@Nullable Object value, int depth) {
        lua.step();
        switch (value) {
            case null -> out.add("null");
            case Userdata none -> out.add("null");
            case LuaString text -> string(text);
            case Double number -> number(number);
            case Boolean bool -> out.add(bool ? "true" : "false");
            case LuaTable table -> table(table, depth + 1);
            default -> throw refused(value, "type not supported");
        }
    }

    private static LuaError refused(@Nullable Object value, String reason) {
        return LuaError.message("Cannot serialise " + Operations.typeName(value) + ": " + reason);
    }

    private void number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            switch (settings.encodeInvalid) {
                case REFUSED -> throw refused(number, "must not be NaN or Inf");
                case NULL -> {
                    out.add("null");
                    return;
                }
                case WRITTEN -> {}
            }
            out.add(Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
            return;
        }
        out.add(settings.precision == 14 ? NumberText.text(number) : NumberText.general(number, settings.precision, false, false));
    }

    private void table(LuaTable table, int depth) {
        if (depth > settings.encodeDepth) throw LuaError.message("Cannot serialise, excessive nesting (" + depth + ")");
        int length = arrayLength(table);
        if (length > 0) array(table, length, depth);
        else object(table, depth);
    }

    /** The largest index, or -1 if the table is no array. */
    private int arrayLength(LuaTable table) {
        double largest = 0;
        int items = 0;
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            if (!(table.keyAt(place) instanceof Double key) || key < 1 || key != Math.floor(key)) return -1;
            largest = Math.max(largest, key);
            items++;
        }
        boolean sparse = settings.sparseRatio > 0 && largest > (double) items * settings.sparseRatio && largest > settings.sparseSafe;
        if (!sparse) return (int) largest;
        if (!settings.convertSparse) throw refused(table, "excessively sparse array");
        return -1;
    }

    private void array(LuaTable table, int length, int depth) {
        out.add('[');
        for (int i = 1; i <= length; i++) {
            if (i > 1) out.add(',');
            write(table.get(i), depth);
        }
        out.add(']');
    }

    private void object(LuaTable table, int depth) {
        out.add('{');
        boolean first = true;
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            if (!first) out.add(',');
            first = false;
            Object key = table.keyAt(place);
            if (key instanceof LuaString text) {
                string(text);
            } else if (key instanceof Double number) {
                out.add('"');
                number(number);
                out.add('"');
            } else {
                throw refused(key, "table key must be a number or string");
            }
            out.add(':');
            write(table.valueAt(place), depth);
        }
        out.add('}');
    }

    private void string(LuaString text) {
        out.add('"');
        for (int i = 0; i < text.length(); i++) {
            int c = text.at(i);
            switch (c) {
                case '"', '\\', '/' -> {
                    out.add('\\');
                    out.add(c);
                }
                case '\b' -> out.add("\\b");
                case '\t' -> out.add("\\t");
                case '\n' -> out.add("\\n");
                case '\f' -> out.add("\\f");
                case '\r' -> out.add("\\r");
                default -> {
                    if (Chars.isControl(c)) out.add("\\u00" + HEX.charAt(c >> 4) + HEX.charAt(c & 15));
                    else out.add(c);
                }
            }
        }
        out.add('"');
    }
}
