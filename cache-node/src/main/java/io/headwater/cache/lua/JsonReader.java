package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** JSON to values, with the tolerance and the error texts of Lua CJSON. */
final class JsonReader {
    private enum Kind {
        T_OBJ_BEGIN, T_OBJ_END, T_ARR_BEGIN, T_ARR_END, T_STRING, T_NUMBER, T_BOOLEAN, T_NULL, T_COLON, T_COMMA, T_END, T_ERROR
    }

    private final Lua lua;
    private final JsonSettings settings;
    private final LuaString text;
    private int at;
    private int depth;

    private Kind kind = Kind.T_END;
    private int start;
    private @Nullable Object value;
    private String error = "";

    JsonReader(Lua lua, JsonSettings settings, LuaString text) {
        this.lua = lua;
        this.settings = settings;
        this.text = text;
    }

    /** The one value of the text. */
    @Nullable Object value() {
        if (text.length() >= 2 && (text.at(0) == 0 || text.at(1) == 0)) throw LuaError.message("JSON parser does not support UTF-16 or UTF-32");
        next();
        Object result = parse();
        next();
        if (kind != Kind.T_END) throw expected("the end");
        return result;
    }

    private LuaError expected(String what) {
        String found = kind == Kind.T_ERROR ? error : kind.name();
        return LuaError.message("Expected " + what + " but found " + found + " at character " + (start + 1));
    }

    private @Nullable Object parse() {
        return switch (kind) {
            case T_STRING, T_NUMBER, T_BOOLEAN -> value;
            case T_NULL -> Userdata.NULL;
            case T_OBJ_BEGIN -> object();
            case T_ARR_BEGIN -> array();
            default -> throw expected("value");
        };
    }

    private void descend() {
        if (++depth > settings.decodeDepth) throw LuaError.message("Found too many nested data structures (" + depth + ") at character " + at);
        lua.charge(64);
    }

    private LuaTable object() {
        descend();
        LuaTable table = new LuaTable();
        next();
        if (kind == Kind.T_OBJ_END) {
            depth--;
            return table;
        }
        while (true) {
            if (kind != Kind.T_STRING) throw expected("object key string");
            Object key = value;
            next();
            if (kind != Kind.T_COLON) throw expected("colon");
            next();
            Operations.rawSet(lua, table, key, parse());
            next();
            if (kind == Kind.T_OBJ_END) break;
            if (kind != Kind.T_COMMA) throw expected("comma or object end");
            next();
        }
        depth--;
        return table;
    }

    private LuaTable array() {
        descend();
        LuaTable table = new LuaTable();
        next();
        if (kind == Kind.T_ARR_END) {
            depth--;
            return table;
        }
        for (int i = 1; ; i++) {
            Operations.rawSet(lua, table, (double) i, parse());
            next();
            if (kind == Kind.T_ARR_END) break;
            if (kind != Kind.T_COMMA) throw expected("comma or array end");
            next();
        }
        depth--;
        return table;
    }

    private int peek(int distance) {
        return at + distance < text.length() ? text.at(at + distance) : 0;
    }

    private void next() {
        lua.step();
        while (peek(0) == ' ' || peek(0) == '\t' || peek(0) == '\n' || peek(0) == '\r') at++;
        start = at;
        switch (peek(0)) {
            case '{' -> single(Kind.T_OBJ_BEGIN);
            case '}' -> single(Kind.T_OBJ_END);
            case '[' -> single(Kind.T_ARR_BEGIN);
            case ']' -> single(Kind.T_ARR_END);
            case ':' -> single(Kind.T_COLON);
            case ',' -> single(Kind.T_COMMA);
            case 0 -> kind = Kind.T_END;
            case '"' -> string();
            default -> other();
        }
    }

    private void single(Kind of) {
        kind = of;
        at++;
    }

    private void fail(String why) {
        kind = Kind.T_ERROR;
        start = at;
        error = why;
    }

    private void other() {
        int c = peek(0);
        if (c == '-' || Chars.isDigit(c)) {
            if (!settings.decodeInvalid && isUnusual()) fail("invalid number");
            else number();
        } else if (word("true")) {
            constant(Kind.T_BOOLEAN, Boolean.TRUE, 4);
        } else if (word("false")) {
            constant(Kind.T_BOOLEAN, Boolean.FALSE, 5);
        } else if (word("null")) {
            constant(Kind.T_NULL, null, 4);
        } else if (settings.decodeInvalid && "+iInN".indexOf(c) >= 0 && isUnusual()) {
            number();
        } else {
            fail("invalid token");
        }
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek(i) != word.charAt(i)) return false;
        }
        return true;
    }

    private boolean wordAt(int distance, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((peek(distance + i) | 32) != word.charAt(i)) return false;
        }
        return true;
    }

    private void constant(Kind of, @Nullable Object constant, int length) {
        kind = of;
        value = constant;
        at += length;
    }

    /** A number that C reads but JSON does not have: a plus, hexadecimal, leading zeros, infinity, NaN. */
    private boolean isUnusual() {
        int i = 0;
        if (peek(i) == '+') return true;
        if (peek(i) == '-') i++;
        if (peek(i) == '0') return (peek(i + 1) | 32) == 'x' || Chars.isDigit(peek(i + 1));
        if (peek(i) <= '9') return false;
        return wordAt(i, "inf") || wordAt(i, "nan");
    }

    /** The longest numeral from here on, as strtod takes it. */
    private void number() {
        int length = numeralLength();
        Double parsed = length == 0 ? null : NumberText.parse(text.slice(at, at + length).toString());
        if (parsed == null) {
            fail("invalid number");
            return;
        }
        constant(Kind.T_NUMBER, parsed, length);
    }

    private int numeralLength() {
        int i = peek(0) == '-' || peek(0) == '+' ? 1 : 0;
        if (wordAt(i, "infinity")) return i + 8;
        if (wordAt(i, "inf") || wordAt(i, "nan")) return i + 3;
        if (peek(i) == '0' && (peek(i + 1) | 32) == 'x' && Chars.isHexadecimal(peek(i + 2))) {
            i += 2;
            while (Chars.isHexadecimal(peek(i))) i++;
            return i;
        }
        int first = i;
        while (Chars.isDigit(peek(i))) i++;
        if (peek(i) == '.') {
            i++;
            while (Chars.isDigit(peek(i))) i++;
        }
        if (i == first || (i == first + 1 && peek(first) == '.')) return 0;
        if ((peek(i) | 32) != 'e') return i;
        int exponent = i + (peek(i + 1) == '-' || peek(i + 1) == '+' ? 2 : 1);
        if (!Chars.isDigit(peek(exponent))) return i;
        while (Chars.isDigit(peek(exponent))) exponent++;
        return exponent;
    }

    private void string() {
        LuaBuffer out = new LuaBuffer(lua);
        at++;
        while (peek(0) != '"') {
            int c = peek(0);
            if (c == 0 && at >= text.length()) {
                fail("unexpected end of string");
                return;
            }
            if (c == '\\' && peek(1) == 'u') {
                int code = codePoint();
                if (code < 0) {
                    fail("invalid unicode escape code");
                    return;
                }
                out.add(Character.toString(code).getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, utf8Length(code));
                continue;
            }
            if (c == '\\') {
                c = unescaped(peek(1));
                if (c == 0) {
                    fail("invalid escape code");
                    return;
                }
                at++;
            }
            out.add(c);
            at++;
        }
        at++;
        kind = Kind.T_STRING;
        value = out.toLuaString();
    }

    private static int utf8Length(int code) {
        return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }

    private static int unescaped(int c) {
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> 0;
        };
    }

    /** The code of the escape here, which is passed, of two halves if it begins with one; -1 if it is none. */
    private int codePoint() {
        int code = hex4(2);
        if (code < 0) return -1;
        if ((code & 0xF800) != 0xD800) {
            at += 6;
            return code;
        }
        if ((code & 0x400) != 0 || peek(6) != '\\' || peek(7) != 'u') return -1;
        int low = hex4(8);
        if (low < 0 || (low & 0xFC00) != 0xDC00) return -1;
        at += 12;
        return 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF);
    }

    private int hex4(int distance) {
        int value4 = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek(distance + i);
            if (!Chars.isHexadecimal(c)) return -1;
            value4 = value4 << 4 | Character.digit(c, 16);
        }
        return value4;
    }
}
