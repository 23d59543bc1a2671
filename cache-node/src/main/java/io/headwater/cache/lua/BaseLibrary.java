package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;
import static io.headwater.cache.lua.LuaFunction.NONE;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The basic functions that scripts may use: none that reaches files or prints. */
public final class BaseLibrary {
    private static final LuaString METATABLE = LuaString.of("__metatable");
    private static final LuaString TOSTRING = LuaString.of("__tostring");
    private static final int MAX_RESULTS = 7_998;
    private static final Builtin NEXT = new Builtin(BaseLibrary::next);

    private BaseLibrary() {}

    /** Adds the functions to the globals. */
    public static void addTo(Lua lua) {
        LuaTable globals = lua.globals();
        globals.set("_G", globals);
        globals.set("_VERSION", LuaString.of("Lua 5.1"));
        add(globals, "assert", BaseLibrary::assertTrue);
        add(globals, "collectgarbage", BaseLibrary::collectGarbage);
        add(globals, "error", BaseLibrary::error);
        add(globals, "gcinfo", (state, args) -> one(usedKiB()));
        add(globals, "getmetatable", BaseLibrary::metatable);
        add(globals, "setmetatable", BaseLibrary::setMetatable);
        add(globals, "load", BaseLibrary::load);
        add(globals, "loadstring", BaseLibrary::loadString);
        globals.set("next", NEXT);
        add(globals, "pairs", (state, args) -> new Object[] {NEXT, args.table(1), null});
        Builtin step = new Builtin(BaseLibrary::nextItem);
        add(globals, "ipairs", (state, args) -> new Object[] {step, args.table(1), 0.0});
        add(globals, "pcall", BaseLibrary::protectedCall);
        add(globals, "xpcall", BaseLibrary::handledCall);
        add(globals, "rawequal", (state, args) -> one(Operations.rawEqual(args.any(1), args.any(2))));
        add(globals, "rawget", (state, args) -> one(args.table(1).get(args.any(2))));
        add(globals, "rawset", BaseLibrary::rawSet);
        add(globals, "select", BaseLibrary::select);
        add(globals, "tonumber", BaseLibrary::toNumber);
        add(globals, "tostring", BaseLibrary::toText);
        add(globals, "type", (state, args) -> one(LuaString.of(Operations.typeName(args.any(1)))));
        add(globals, "unpack", BaseLibrary::unpack);
    }

    /** Adds a function to a table. */
    public static void add(LuaTable table, String name, Builtin.Body body) {
        table.set(name, new Builtin(body));
    }

    private static @Nullable Object[] assertTrue(Lua lua, Arguments args) {
        if (!Operations.isTrue(args.any(1))) throw LuaError.message(args.string(2, LuaString.of("assertion failed!")).toString());
        return args.values();
    }

    private static @Nullable Object[] collectGarbage(Lua lua, Arguments args) {
        String what = args.string(1, LuaString.of("collect")).toString();
        return switch (what) {
            case "collect", "stop", "restart" -> one(0.0);
            case "count" -> one(usedKiB());
            case "step" -> one(Boolean.FALSE);
            case "setpause", "setstepmul" -> one(200.0);
            default -> throw LuaError.argument(1, "invalid option '" + what + "'");
        };
    }

    /** Scripts see a number, as they expect, but nothing of the node. */
    private static Object usedKiB() {
        return 64.0;
    }

    private static @Nullable Object[] error(Lua lua, Arguments args) {
        int level = args.int32(2, 1);
        throw LuaError.of(args.get(1), Math.max(0, level));
    }

    private static @Nullable Object[] metatable(Lua lua, Arguments args) {
        LuaTable metatable = Operations.metatable(lua, args.any(1));
        if (metatable == null) return one(null);
        Object hidden = metatable.get(METATABLE);
        return one(hidden == null ? metatable : hidden);
    }

    private static @Nullable Object[] setMetatable(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        if (args.count() < 2 || !(args.isNil(2) || args.get(2) instanceof LuaTable)) throw LuaError.argument(2, "nil or table expected");
        LuaTable old = table.metatable();
        if (old != null && old.get(METATABLE) != null) throw LuaError.message("cannot change a protected metatable");
        if (table.isReadOnly()) throw LuaError.operation("Attempt to modify a readonly table");
        table.metatable((LuaTable) args.get(2));
        return one(table);
    }

    private static @Nullable Object[] load(Lua lua, Arguments args) {
        LuaFunction reader = args.function(1);
        LuaString name = args.string(2, LuaString.of("=(load)"));
        LuaBuffer text = new LuaBuffer(lua);
        while (true) {
            Object piece = Operations.first(lua.call(reader));
            if (piece == null) break;
            LuaString part = Operations.asText(piece);
            if (part == null) return new Object[] {null, LuaString.of("reader function must return a string")};
            if (part.length() == 0) break;
            text.add(part);
        }
        return compile(lua, text.toLuaString(), name);
    }

    private static @Nullable Object[] loadString(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        return compile(lua, text, args.string(2, text));
    }

    private static @Nullable Object[] compile(Lua lua, LuaString text, LuaString name) {
        try {
            return one(lua.load(text, name));
        } catch (LuaError error) {
            return new Object[] {null, error.value()};
        }
    }

    private static @Nullable Object[] next(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        int place = table.filledFrom(table.placeBehind(args.get(2)));
        return place < 0 ? one(null) : new Object[] {table.keyAt(place), table.valueAt(place)};
    }

    private static @Nullable Object[] nextItem(Lua lua, Arguments args) {
        int i = args.int32(2) + 1;
        Object value = args.table(1).get(i);
        return value == null ? NONE : new Object[] {(double) i, value};
    }

    private static @Nullable Object[] protectedCall(Lua lua, Arguments args) {
        Object function = args.any(1);
        @Nullable Object[] rest = Arrays.copyOfRange(args.values(), 1, args.count());
        try {
            return succeeded(lua.protectedCall(function, rest));
        } catch (LuaError error) {
            if (error.isFatal()) throw error;
            return new Object[] {Boolean.FALSE, error.value()};
        }
    }

    private static @Nullable Object[] handledCall(Lua lua, Arguments args) {
        Object handler = args.count() < 2 ? args.any(2) : args.get(2);
        try {
            return succeeded(lua.protectedCall(args.get(1)));
        } catch (LuaError error) {
            if (error.isFatal()) throw error;
            @Nullable Object[] results = lua.protectedCall(handler, error.value());
            return new Object[] {Boolean.FALSE, Operations.first(results)};
        }
    }

    private static @Nullable Object[] succeeded(@Nullable Object[] results) {
        @Nullable Object[] all = new Object[results.length + 1];
        all[0] = Boolean.TRUE;
        System.arraycopy(results, 0, all, 1, results.length);
        return all;
    }

    private static @Nullable Object[] rawSet(Lua lua, Arguments args) {
        Operations.rawSet(lua, args.table(1), args.any(2), args.any(3));
        return one(args.get(1));
    }

    private static @Nullable Object[] select(Lua lua, Arguments args) {
        int others = args.count() - 1;
        if (args.get(1) instanceof LuaString text && text.length() > 0 && text.at(0) == '#') return one((double) others);
        int i = args.int32(1);
        if (i < 0) i = args.count() + i;
        else if (i > args.count()) i = args.count();
        if (i < 1) throw LuaError.argument(1, "index out of range");
        return Arrays.copyOfRange(args.values(), i, args.count());
    }

    private static @Nullable Object[] toText(Lua lua, Arguments args) {
        Object handler = Operations.metamethod(lua, args.any(1), TOSTRING);
        return one(handler == null ? Operations.toText(lua, args.get(1)) : Operations.first(lua.call(handler, args.get(1))));
    }

    private static @Nullable Object[] toNumber(Lua lua, Arguments args) {
        int base = args.int32(2, 10);
        if (base == 10) return one(Operations.toNumber(args.any(1)));
        LuaString text = args.string(1);
        if (base < 2 || base > 36) throw LuaError.argument(2, "base out of range");
        return one(inBase(text.toString().strip(), base));
    }

    /** As strtoul: a sign is taken, and what does not fit is the largest number. */
    private static @Nullable Object inBase(String text, int base) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        if (base == 16 && digits.length() > 2 && digits.regionMatches(true, 0, "0x", 0, 2)) digits = digits.substring(2);
        if (digits.isEmpty()) return null;
        long value = 0;
        boolean overflow = false;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), base) : -1;
            if (digit < 0) return null;
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) overflow = true;
            value = value * base + digit;
        }
        if (overflow) value = -1;
        else if (negative) value = -value;
        double half = (value >>> 1) * 2.0 + (value & 1);
        return value >= 0 ? (double) value : half;
    }

    private static @Nullable Object[] unpack(Lua lua, Arguments args) {
        LuaTable table = args.table(1);
        int first = args.int32(2, 1);
        int last = args.isNil(3) ? table.length() : args.int32(3);
        if (first > last) return NONE;
        long count = (long) last - first + 1;
        if (count > MAX_RESULTS) throw LuaError.message("too many results to unpack");
        @Nullable Object[] all = new Object[(int) count];
        for (int i = 0; i < all.length; i++) all[i] = table.get(first + i);
        return all;
    }
}
