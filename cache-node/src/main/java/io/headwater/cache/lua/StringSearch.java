package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import org.jspecify.annotations.Nullable;

/** The functions of {@code string} that take patterns. */
final class StringSearch {
    private static final String SPECIALS = "^$*+?.([%-";

    private StringSearch() {}

    /** {@code find} with places in front of the captures, or {@code match}. */
    static @Nullable Object[] find(Lua lua, Arguments args, boolean places) {
        LuaString text = args.string(1);
        LuaString pattern = args.string(2);
        long first = StringLibrary.position(args.integer(3, 1), text.length()) - 1;
        int at = (int) Math.clamp(first, 0, text.length());
        if (places && (Operations.isTrue(args.get(4)) || isPlain(pattern))) {
            int found = indexOf(lua, text, pattern, at);
            return found < 0 ? one(null) : new Object[] {(double) (found + 1), (double) (found + pattern.length())};
        }
        boolean anchored = pattern.length() > 0 && pattern.at(0) == '^';
        LuaPattern matcher = new LuaPattern(lua, text, pattern);
        do {
            int end = matcher.match(at, anchored ? 1 : 0);
            if (end >= 0) {
                if (!places) return matcher.all(0, at, end, true);
                @Nullable Object[] values = matcher.all(2, at, end, false);
                values[0] = (double) (at + 1);
                values[1] = (double) end;
                return values;
            }
            at++;
        } while (at <= text.length() && !anchored);
        return one(null);
    }

    private static boolean isPlain(LuaString pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if (SPECIALS.indexOf(pattern.at(i)) >= 0) return false;
        }
        return true;
    }

    private static int indexOf(Lua lua, LuaString text, LuaString wanted, int from) {
        byte[] t = text.bytes();
        byte[] w = wanted.bytes();
        lua.steps((t.length - from) >> 6);
        next:
        for (int i = from; i <= t.length - w.length; i++) {
            for (int k = 0; k < w.length; k++) {
                if (t[i + k] != w[k]) continue next;
            }
            return i;
        }
        return -1;
    }

    /** {@code gmatch}: an iterator. */
    static @Nullable Object[] each(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        LuaString pattern = args.string(2);
        int[] next = {0};
        return one(new Builtin((state, none) -> {
            LuaPattern matcher = new LuaPattern(state, text, pattern);
            for (int at = next[0]; at <= text.length(); at++) {
                int end = matcher.match(at, 0);
                if (end < 0) continue;
                next[0] = end == at ? end + 1 : end;
                return matcher.all(0, at, end, true);
            }
            next[0] = text.length() + 1;
            return LuaFunction.NONE;
        }));
    }

    /** {@code gsub}. */
    static @Nullable Object[] substitute(Lua lua, Arguments args) {
        LuaString text = args.string(1);
        LuaString pattern = args.string(2);
        Object replacement = args.get(3);
        boolean usable = replacement instanceof Double
                || replacement instanceof LuaString
                || replacement instanceof LuaTable
                || replacement instanceof LuaFunction;
        if (!usable) throw LuaError.argument(3, "string/function/table expected");
        int most = args.int32(4, text.length() + 1);
        boolean anchored = pattern.length() > 0 && pattern.at(0) == '^';
        LuaPattern matcher = new LuaPattern(lua, text, pattern);
        LuaBuffer out = new LuaBuffer(lua);
        int at = 0;
        int count = 0;
        while (count < most) {
            int end = matcher.match(at, anchored ? 1 : 0);
            if (end >= 0) {
                count++;
                add(lua, out, matcher, replacement, at, end, text);
            }
            if (end > at) at = end;
            else if (at < text.length()) out.add(text.at(at++));
            else break;
            if (anchored) break;
        }
        out.add(text.bytes(), at, text.length() - at);
        return new Object[] {out.toLuaString(), (double) count};
    }

    private static void add(Lua lua, LuaBuffer out, LuaPattern matcher, @Nullable Object replacement, int at, int end, LuaString text) {
        LuaString template = Operations.asText(replacement);
        if (template != null) {
            addTemplate(out, matcher, template, at, end);
            return;
        }
        Object value = replacement instanceof LuaFunction
                ? Operations.first(lua.call(replacement, matcher.all(0, at, end, true)))
                : Operations.index(lua, replacement, matcher.capture(0, at, end));
        if (!Operations.isTrue(value)) {
            out.add(text.bytes(), at, end - at);
            return;
        }
        LuaString result = Operations.asText(value);
        if (result == null) throw LuaError.message("invalid replacement value (a " + Operations.typeName(value) + ")");
        out.add(result);
    }

    private static void addTemplate(LuaBuffer out, LuaPattern matcher, LuaString template, int at, int end) {
        for (int i = 0; i < template.length(); i++) {
            int c = template.at(i);
            if (c != '%' || ++i == template.length()) {
                out.add(c == '%' ? 0 : c);
                continue;
            }
            int selector = template.at(i);
            if (!Chars.isDigit(selector)) {
                out.add(selector);
            } else {
                Object value = selector == '0' ? matcher.text().slice(at, end) : matcher.capture(selector - '1', at, end);
                LuaString part = Operations.asText(value);
                if (part != null) out.add(part);
            }
        }
    }
}
