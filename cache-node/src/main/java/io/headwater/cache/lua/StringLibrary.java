package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code string}, and the methods of strings. */
public final class StringLibrary {
    private static final LuaString INDEX = LuaString.of("__index");

    private StringLibrary() {}

    /** The table of its functions, which becomes what strings are indexed by. */
    public static LuaTable create(Lua lua) {
        LuaTable string = new LuaTable();
        BaseLibrary.add(string, "byte", StringLibrary::bytes);
        BaseLibrary.add(string, "char", StringLibrary::characters);
        BaseLibrary.add(string, "dump", (state, args) -> {
            args.function(1);
            throw LuaError.message("unable to dump given function");
        });
        BaseLibrary.add(string, "find", (state, args) -> StringSearch.find(state, args, true));
        BaseLibrary.add(string, "match", (state, args) -> StringSearch.find(state, args, false));
        BaseLibrary.add(string, "gmatch", StringSearch::each);
        BaseLibrary.add(string, "gfind", StringSearch::each);
        BaseLibrary.add(string, "gsub", StringSearch::substitute);
        BaseLibrary.add(string, "format", (state, args) -> one(new StringFormat(state, args).text()));
        BaseLibrary.add(string, "len", (state, args) -> one((double) args.string(1).length()));
        BaseLibrary.add(string, "lower", (state, args) -> one(changed(args.string(1), 'A', 'Z')));
        BaseLibrary.add(string, "upper", (state, args) -> one(changed(args.string(1), 'a', 'z')));
        BaseLibrary.add(string, "rep", StringLibrary::repeat);
        BaseLibrary.add(string, "reverse", (state, args) -> one(reversed(args.string(1))));
        BaseLibrary.add(string, "sub", StringLibrary::part);
        LuaTable metatable = new LuaTable();
        metatable.set(INDEX, string);
        metatable.makeReadOnly();
        lua.stringMetatable(metatable);
        return string;
    }

    /** A position, negative from the end, 1 being the first. */
    static long position(long position, int length) {
        if (position >= 0) return position;
        return -position > length || position == Long.MIN_VALUE ? 0 : length + position + 1;
    }

    private static @Nullable Object[] part(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        long from = Math.max(1, position(args.integer(2), text.length()));
        long to = Math.min(text.length(), position(args.integer(3, -1), text.length()));
        return one(from > to ? LuaString.EMPTY : text.slice((int) from - 1, (int) to));
    }

    private static @Nullable Object[] bytes(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        long first = position(args.integer(2, 1), text.length());
        long last = position(args.integer(3, first), text.length());
        long from = Math.max(1, first);
        long to = Math.min(text.length(), last);
        if (from > to) return LuaFunction.NONE;
        if (to - from >= 7_998) throw LuaError.message("string slice too long");
        @Nullable Object[] all = new Object[(int) (to - from + 1)];
        for (int i = 0; i < all.length; i++) all[i] = (double) text.at((int) from - 1 + i);
        return all;
    }

    private static @Nullable Object[] characters(Lua lua, Arguments args) {
        byte[] all = new byte[args.count()];
        for (int i = 1; i <= all.length; i++) {
            int c = args.int32(i);
            if (c < 0 || c > 255) throw LuaError.argument(i, "invalid value");
            all[i - 1] = (byte) c;
        }
        return one(LuaString.over(all));
    }

    private static @Nullable Object[] repeat(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        int count = args.int32(2);
        if (count <= 0 || text.length() == 0) return one(LuaString.EMPTY);
        long size = (long) text.length() * count;
        lua.chargeAtOnce(size);
        byte[] all = new byte[(int) size];
        int unit = text.length();
        System.arraycopy(text.bytes(), 0, all, 0, unit);
        for (int done = unit; done < all.length; done += Math.min(done, all.length - done)) {
            System.arraycopy(all, 0, all, done, Math.min(done, all.length - done));
        }
        return one(LuaString.over(all));
    }

    private static LuaString reversed(LuaString text) {
        byte[] all = new byte[text.length()];
        for (int i = 0; i < all.length; i++) all[i] = text.bytes()[all.length - 1 - i];
        return LuaString.over(all);
    }

    private static LuaString changed(LuaString text, int first, int last) {
        byte[] all = Arrays.copyOf(text.bytes(), text.length());
        for (int i = 0; i < all.length; i++) {
            if (all[i] >= first && all[i] <= last) all[i] ^= 32;
        }
        return LuaString.over(all);
    }
}
