package io.headwater.cache.command;

import io.headwater.cache.engine.Numbers;
import io.headwater.cache.lua.LuaString;
import io.headwater.cache.lua.LuaTable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A command's reply, as the script that called it sees it. */
final class ReplyToLua {
    private static final LuaString ERR = LuaString.of("err");
    private static final LuaString OK = LuaString.of("ok");
    private static final LuaString NO_STATS = LuaString.of("ignore_error_stats_update");
    private static final int FORMAT_BYTES = 4;

    private byte[] bytes = Numbers.EMPTY;
    private int at;

    /** The first reply in the buffer. */
    @Nullable Object read(ReplyBuffer reply) {
        bytes = reply.bytes();
        at = 0;
        return reply.size() == 0 ? Boolean.FALSE : next();
    }

    private @Nullable Object next() {
        int kind = bytes[at++];
        return switch (kind) {
            case ':' -> (double) header();
            case '$' -> {
                int length = (int) header();
                yield length < 0 ? Boolean.FALSE : payload(length);
            }
            case '+' -> single(OK, line());
            case '-' -> error(line());
            case '*' -> array((int) header());
            case '_' -> {
                line();
                yield null;
            }
            case '#' -> (Object) (line().at(0) == 't');
            case ',' -> wrapped("double", number(line()));
            case '(' -> wrapped("big_number", line());
            case '=' -> verbatim((int) header());
            case '%' -> wrapped("map", map((int) header()));
            case '~' -> wrapped("set", set((int) header()));
            case '>' -> array((int) header());
            default -> throw new IllegalStateException("a reply of kind " + (char) kind);
        };
    }

    private static double number(LuaString text) {
        return switch (text.toString()) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> Double.parseDouble(text.toString());
        };
    }

    private long header() {
        int start = at;
        while (bytes[at] != '\r') at++;
        long value = Numbers.toLong(bytes, start, at - start);
        at += 2;
        return value;
    }

    private LuaString line() {
        int start = at;
        while (bytes[at] != '\r') at++;
        LuaString line = LuaString.copyOf(bytes, start, at - start);
        at += 2;
        return line;
    }

    private LuaString payload(int length) {
        LuaString text = LuaString.copyOf(bytes, at, length);
        at += length + 2;
        return text;
    }

    private Object array(int count) {
        if (count < 0) return Boolean.FALSE;
        LuaTable table = new LuaTable();
        for (int i = 1; i <= count; i++) table.set(i, next());
        return table;
    }

    private LuaTable map(int count) {
        LuaTable table = new LuaTable();
        for (int i = 0; i < count; i++) {
            Object key = next();
            Object value = next();
            if (key != null) table.set(key, value);
        }
        return table;
    }

    private LuaTable set(int count) {
        LuaTable table = new LuaTable();
        for (int i = 0; i < count; i++) {
            Object member = next();
            if (member != null) table.set(member, Boolean.TRUE);
        }
        return table;
    }

    private LuaTable verbatim(int length) {
        LuaTable parts = new LuaTable();
        String format = new String(bytes, at, FORMAT_BYTES - 1, StandardCharsets.ISO_8859_1);
        at += FORMAT_BYTES;
        parts.set("string", payload(length - FORMAT_BYTES));
        parts.set("format", LuaString.of(format));
        return wrapped("verbatim_string", parts);
    }

    private static LuaTable wrapped(String field, Object value) {
        LuaTable table = new LuaTable();
        table.set(field, value);
        return table;
    }

    private static LuaTable single(LuaString field, LuaString value) {
        LuaTable table = new LuaTable();
        table.set(field, value);
        return table;
    }

    /** An error with its code, as scripts get it. */
    static LuaTable error(LuaString text) {
        LuaTable table = new LuaTable();
        table.set(ERR, text);
        table.set(NO_STATS, Boolean.TRUE);
        return table;
    }
}
