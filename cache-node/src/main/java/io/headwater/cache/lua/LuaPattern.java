package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Lua's patterns, matched by recursion with bounded depth; each attempt is a step, so that a hostile pattern is watched like a loop. */
final class LuaPattern {
    static final int MAX_CAPTURES = 32;
    private static final int NO_MATCH = -1;
    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int ESCAPE = '%';
    private static final int MAX_DEPTH = 4_000;

    private final Lua lua;
    private final LuaString text;
    private final LuaString pattern;
    private final int[] starts = new int[MAX_CAPTURES];
    private final int[] lengths = new int[MAX_CAPTURES];
    private int depth;
    int captures;

    LuaPattern(Lua lua, LuaString text, LuaString pattern) {
        this.lua = lua;
        this.text = text;
        this.pattern = pattern;
    }

    /** Matches at {@code at} from place {@code from} of the pattern on; where the match ends, or -1. */
    int match(int at, int from) {
        captures = 0;
        depth = 0;
        return step(at, from);
    }

    private int step(int at, int from) {
        if (++depth > MAX_DEPTH) throw LuaError.message("pattern too complex");
        try {
            return stepNow(at, from);
        } finally {
            depth--;
        }
    }

    private int stepNow(int start, int startOfPattern) {
        int s = start;
        int p = startOfPattern;
        while (true) {
            lua.step();
            if (p == pattern.length()) return s;
            int c = pattern.at(p);
            if (c == '(') return patternAt(p + 1) == ')' ? open(s, p + 2, POSITION) : open(s, p + 1, UNFINISHED);
            if (c == ')') return close(s, p + 1);
            if (c == '$' && p + 1 == pattern.length()) return s == text.length() ? s : NO_MATCH;
            if (c == ESCAPE && patternAt(p + 1) == 'b') {
                s = balance(s, p + 2);
                if (s < 0) return NO_MATCH;
                p += 4;
                continue;
            }
            if (c == ESCAPE && patternAt(p + 1) == 'f') {
                p += 2;
                if (patternAt(p) != '[') throw LuaError.message("missing '[' after '%f' in pattern");
                int end = classEnd(p);
                int before = s == 0 ? 0 : text.at(s - 1);
                int here = s < text.length() ? text.at(s) : 0;
                if (inSet(before, p, end - 1) || !inSet(here, p, end - 1)) return NO_MATCH;
                p = end;
                continue;
            }
            if (c == ESCAPE && Chars.isDigit(patternAt(p + 1))) {
                s = sameAsCapture(s, patternAt(p + 1));
                if (s < 0) return NO_MATCH;
                p += 2;
                continue;
            }
            int end = classEnd(p);
            boolean here = s < text.length() && isSingle(text.at(s), p, end);
            switch (patternAt(end)) {
                case '?' -> {
                    if (here) {
                        int rest = step(s + 1, end + 1);
                        if (rest >= 0) return rest;
                    }
                    p = end + 1;
                }
                case '*' -> {
                    return most(s, p, end);
                }
                case '+' -> {
                    return here ? most(s + 1, p, end) : NO_MATCH;
                }
                case '-' -> {
                    return fewest(s, p, end);
                }
                default -> {
                    if (!here) return NO_MATCH;
                    s++;
                    p = end;
                }
            }
        }
    }

    private int patternAt(int i) {
        return i < pattern.length() ? pattern.at(i) : -1;
    }

    private int classEnd(int start) {
        int p = start;
        int c = pattern.at(p++);
        if (c == ESCAPE) {
            if (p == pattern.length()) throw LuaError.message("malformed pattern (ends with '%')");
            return p + 1;
        }
        if (c != '[') return p;
        if (patternAt(p) == '^') p++;
        do {
            if (p == pattern.length()) throw LuaError.message("malformed pattern (missing ']')");
            if (pattern.at(p++) == ESCAPE && p < pattern.length()) p++;
        } while (patternAt(p) != ']');
        return p + 1;
    }

    private boolean isSingle(int c, int p, int end) {
        return switch (pattern.at(p)) {
            case '.' -> true;
            case ESCAPE -> isOfClass(c, pattern.at(p + 1));
            case '[' -> inSet(c, p, end - 1);
            default -> pattern.at(p) == c;
        };
    }

    private static boolean isOfClass(int c, int letter) {
        boolean is =
                switch (letter | 32) {
                    case 'a' -> Chars.isAlpha(c);
                    case 'c' -> Chars.isControl(c);
                    case 'd' -> Chars.isDigit(c);
                    case 'l' -> Chars.isLower(c);
                    case 'p' -> Chars.isPunctuation(c);
                    case 's' -> Chars.isSpace(c);
                    case 'u' -> Chars.isUpper(c);
                    case 'w' -> Chars.isAlphanumeric(c);
                    case 'x' -> Chars.isHexadecimal(c);
                    case 'z' -> c == 0;
                    default -> letter == c;
                };
        boolean known = Chars.isAlpha(letter) && "acdlpsuwxz".indexOf(letter | 32) >= 0;
        if (!known) return letter == c;
        return Chars.isUpper(letter) != is;
    }

    /** Whether {@code c} is in the set from '[' at {@code p} to ']' at {@code last}. */
    private boolean inSet(int c, int start, int last) {
        int p = start;
        boolean sense = true;
        if (patternAt(p + 1) == '^') {
            sense = false;
            p++;
        }
        while (++p < last) {
            if (pattern.at(p) == ESCAPE) {
                if (isOfClass(c, pattern.at(++p))) return sense;
            } else if (patternAt(p + 1) == '-' && p + 2 < last) {
                p += 2;
                if (pattern.at(p - 2) <= c && c <= pattern.at(p)) return sense;
            } else if (pattern.at(p) == c) {
                return sense;
            }
        }
        return !sense;
    }

    private int balance(int s, int p) {
        if (p + 1 >= pattern.length()) throw LuaError.message("unbalanced pattern");
        if (s >= text.length() || text.at(s) != pattern.at(p)) return NO_MATCH;
        int opener = pattern.at(p);
        int closer = pattern.at(p + 1);
        int open = 1;
        for (int i = s + 1; i < text.length(); i++) {
            int c = text.at(i);
            if (c == closer) {
                if (--open == 0) return i + 1;
            } else if (c == opener) {
                open++;
            }
        }
        return NO_MATCH;
    }

    private int most(int s, int p, int end) {
        int count = 0;
        while (s + count < text.length() && isSingle(text.at(s + count), p, end)) count++;
        lua.steps(count >> 4);
        for (; count >= 0; count--) {
            int rest = step(s + count, end + 1);
            if (rest >= 0) return rest;
        }
        return NO_MATCH;
    }

    private int fewest(int start, int p, int end) {
        int s = start;
        while (true) {
            int rest = step(s, end + 1);
            if (rest >= 0) return rest;
            if (s >= text.length() || !isSingle(text.at(s), p, end)) return NO_MATCH;
            s++;
        }
    }

    private int open(int s, int p, int kind) {
        if (captures >= MAX_CAPTURES) throw LuaError.message("too many captures");
        starts[captures] = s;
        lengths[captures] = kind;
        captures++;
        int rest = step(s, p);
        if (rest < 0) captures--;
        return rest;
    }

    private int close(int s, int p) {
        int i = captures - 1;
        while (i >= 0 && lengths[i] != UNFINISHED) i--;
        if (i < 0) throw LuaError.message("invalid pattern capture");
        lengths[i] = s - starts[i];
        int rest = step(s, p);
        if (rest < 0) lengths[i] = UNFINISHED;
        return rest;
    }

    private int sameAsCapture(int s, int digit) {
        int i = digit - '1';
        if (i < 0 || i >= captures || lengths[i] == UNFINISHED) throw LuaError.message("invalid capture index");
        int length = Math.max(0, lengths[i]);
        if (text.length() - s < length) return NO_MATCH;
        for (int k = 0; k < length; k++) {
            if (text.at(starts[i] + k) != text.at(s + k)) return NO_MATCH;
        }
        return s + length;
    }

    /** What is matched. */
    LuaString text() {
        return text;
    }

    /** Capture {@code i}; the whole match from {@code start} to {@code end} if there are none. */
    Object capture(int i, int start, int end) {
        if (i >= captures) {
            if (i == 0) return text.slice(start, end);
            throw LuaError.message("invalid capture index");
        }
        if (lengths[i] == POSITION) return (double) (starts[i] + 1);
        if (lengths[i] == UNFINISHED) throw LuaError.message("unfinished capture");
        return text.slice(starts[i], starts[i] + lengths[i]);
    }

    /** All captures, the whole match if there are none, {@code before} values in front of them. */
    @Nullable Object[] all(int before, int start, int end, boolean wholeIfNone) {
        int count = captures == 0 && wholeIfNone ? 1 : captures;
        @Nullable Object[] values = new Object[before + count];
        for (int i = 0; i < count; i++) values[before + i] = capture(i, start, end);
        return values;
    }
}
