package io.headwater.cache.command;

import io.headwater.cache.lua.Arguments;
import io.headwater.cache.lua.LuaString;
import io.headwater.cache.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/** What a script returns, as a reply. */
final class LuaReply {
    private static final LuaString ERR = LuaString.of("err");
    private static final LuaString OK = LuaString.of("ok");
    private static final LuaString DOUBLE = LuaString.of("double");
    private static final LuaString MAP = LuaString.of("map");
    private static final LuaString SET = LuaString.of("set");
    private static final LuaString BIG_NUMBER = LuaString.of("big_number");
    private static final LuaString VERBATIM = LuaString.of("verbatim_string");
    private static final LuaString FORMAT = LuaString.of("format");
    private static final LuaString STRING = LuaString.of("string");
    private static final int FORMAT_LENGTH = 3;
    /** About where Lua's stack ends in Redis. */
    private static final int MAX_DEPTH = 1_600;

    private final ReplyBuffer reply;
    private final boolean scriptSpeaksResp3;

    /** Replies into {@code reply}, in the client's protocol; the script's own decides what booleans mean. */
    LuaReply(ReplyBuffer reply, boolean scriptSpeaksResp3) {
        this.reply = reply;
        this.scriptSpeaksResp3 = scriptSpeaksResp3;
    }

    void write(@Nullable Object value) {
        write(value, 0);
    }

    private void write(@Nullable Object value, int depth) {
        switch (value) {
            case LuaString text -> reply.bulk(text.bytes());
            case Double number -> reply.integer(Arguments.toInteger(number));
            case Boolean bool -> bool(bool);
            case LuaTable table -> {
                if (depth > MAX_DEPTH) reply.error("ERR reached lua stack limit");
                else table(table, depth + 1);
            }
            case null, default -> reply.nullBulk();
        }
    }

    private void bool(boolean value) {
        if (scriptSpeaksResp3) reply.bool(value);
        else if (value) reply.integer(1);
        else reply.nullBulk();
    }

    private void table(LuaTable table, int depth) {
        if (table.get(ERR) instanceof LuaString error) {
            reply.error(error.toString());
            return;
        }
        if (table.get(OK) instanceof LuaString status) {
            reply.simple(oneLine(status));
            return;
        }
        if (table.get(DOUBLE) instanceof Double number) {
            reply.doubleValue(number);
            return;
        }
        if (table.get(MAP) instanceof LuaTable map) {
            int opened = reply.open();
            reply.closeMap(opened, members(map, true, depth));
            return;
        }
        if (table.get(SET) instanceof LuaTable set) {
            int opened = reply.open();
            reply.closeSet(opened, members(set, false, depth));
            return;
        }
        if (table.get(BIG_NUMBER) instanceof LuaString big) {
            reply.bigNumber(oneLine(big));
            return;
        }
        if (table.get(VERBATIM) instanceof LuaTable verbatim && verbatim(verbatim)) return;
        array(table, depth);
    }

    private int members(LuaTable table, boolean withValues, int depth) {
        int count = 0;
        for (int place = table.filledFrom(0); place >= 0; place = table.filledFrom(place + 1)) {
            write(table.keyAt(place), depth);
            if (withValues) write(table.valueAt(place), depth);
            count++;
        }
        return count;
    }

    private boolean verbatim(LuaTable verbatim) {
        if (!(verbatim.get(STRING) instanceof LuaString text) || !(verbatim.get(FORMAT) instanceof LuaString format)) return false;
        String padded = (format + "   ").substring(0, FORMAT_LENGTH);
        reply.verbatim(padded, text.bytes());
        return true;
    }

    private void array(LuaTable table, int depth) {
        int opened = reply.open();
        int count = 0;
        for (Object item = table.get(1); item != null; item = table.get(count + 1)) {
            write(item, depth);
            count++;
        }
        reply.closeArray(opened, count);
    }

    private static String oneLine(LuaString text) {
        return text.toString().replace('\r', ' ').replace('\n', ' ');
    }
}
