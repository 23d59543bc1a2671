package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.Arrays;

/**
 * Patterns of KEYS, SCAN and CONFIG GET: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and backslash, on bytes, with the answers of Redis's
 * {@code stringmatchlen} also for odd patterns. A mismatch goes back to the last star only, so that the time is at most the product of the lengths. Immutable.
 */
public final class Glob {
    private static final int NO_MATCH = -1;

    private final byte[] pattern;
    private final boolean ignoreCase;

    private Glob(byte[] pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
    }

    /** The pattern that argument {@code i} spells. */
    public static Glob of(Args args, int i) {
        return new Glob(args.copy(i), false);
    }

    /** The pattern that these bytes spell; they are not copied. */
    public static Glob of(byte[] pattern) {
        return new Glob(pattern, false);
    }

    /** The pattern that argument {@code i} spells, for texts of any case. */
    public static Glob ignoringCase(Args args, int i) {
        return new Glob(args.copy(i), true);
    }

    /** Whether the pattern is a lone star. */
    public boolean matchesAll() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /** Whether the whole text matches. */
    public boolean matches(byte[] text) {
        if (matchesAll()) return true;
        // Redis compares no pattern with an empty text, not even stars.
        if (text.length == 0) return pattern.length == 0;
        int p = 0;
        int t = 0;
        int afterStar = NO_MATCH;
        int starText = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                afterStar = ++p;
                starText = t;
                continue;
            }
            int next = p < pattern.length ? matchOne(p, text[t]) : NO_MATCH;
            if (next != NO_MATCH) {
                p = next;
                t++;
            } else if (afterStar != NO_MATCH) {
                p = afterStar;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') p++;
        return p == pattern.length;
    }

    /** Matches one byte with the element at {@code p}; returns where the next element starts, or {@link #NO_MATCH}. */
    private int matchOne(int p, byte b) {
        switch (pattern[p]) {
            case '?':
                return p + 1;
            case '[':
                return matchClass(p + 1, b);
            case '\\':
                int literal = p + 1 < pattern.length ? p + 1 : p;
                return same(pattern[literal], b) ? literal + 1 : NO_MATCH;
            default:
                return same(pattern[p], b) ? p + 1 : NO_MATCH;
        }
    }

    private int matchClass(int start, byte b) {
        int p = start;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) p++;
        boolean found = false;
        for (; p < pattern.length && pattern[p] != ']'; p++) {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= same(pattern[++p], b);
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                found |= inRange(pattern[p], pattern[p + 2], b);
                p += 2;
            } else {
                found |= same(pattern[p], b);
            }
        }
        // A class without its bracket ends with the pattern.
        int end = Math.min(p + 1, pattern.length);
        return found != negated ? end : NO_MATCH;
    }

    private boolean inRange(byte first, byte last, byte b) {
        int from = fold(first);
        int to = fold(last);
        int value = fold(b);
        return value >= Math.min(from, to) && value <= Math.max(from, to);
    }

    private boolean same(byte a, byte b) {
        return fold(a) == fold(b);
    }

    private int fold(byte b) {
        return ignoreCase && b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    @Override
    public String toString() {
        return "Glob" + Arrays.toString(pattern);
    }
}
