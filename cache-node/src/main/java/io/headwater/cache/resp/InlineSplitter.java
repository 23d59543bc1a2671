package io.headwater.cache.resp;

import io.headwater.cache.engine.Args;

/**
 * Splits an inline request, or a line of redis.conf, into arguments by the rules of Redis's {@code sdssplitargs}: blanks separate, double quotes know escapes, single quotes
 * only {@code \'}, and a closing quote ends its argument. Quoted arguments are unescaped where they stand, since they only get shorter.
 */
public final class InlineSplitter {
    private InlineSplitter() {}

    /**
     * Adds the arguments of the line [from, to) to {@code args}, which views {@code bytes}.
     *
     * @return false if quotes are unbalanced
     */
    public static boolean split(byte[] bytes, int from, int to, Args args) {
        int at = from;
        while (true) {
            while (at < to && isSpace(bytes[at])) at++;
            if (at == to) return true;
            int start = at;
            int end = at;
            while (at < to && !endsWord(bytes[at])) {
                byte next = bytes[at++];
                if (next == '"' || next == '\'') {
                    long unquoted = next == '"' ? doubleQuoted(bytes, at, to, end) : singleQuoted(bytes, at, to, end);
                    if (unquoted < 0) return false;
                    end = (int) unquoted;
                    at = (int) (unquoted >>> 32);
                } else {
                    bytes[end++] = next;
                }
            }
            args.add(start, end - start);
        }
    }

    /** Returns the place behind the closing quote in the upper half and the end of what was written in the lower; -1 if there is no such quote. */
    private static long doubleQuoted(byte[] bytes, int from, int to, int target) {
        int at = from;
        int end = target;
        while (at < to) {
            byte next = bytes[at++];
            if (next == '"') return closed(bytes, at, to, end);
            if (next == '\\' && at < to) {
                if (bytes[at] == 'x' && at + 2 < to && hex(bytes[at + 1]) >= 0 && hex(bytes[at + 2]) >= 0) {
                    next = (byte) (hex(bytes[at + 1]) << 4 | hex(bytes[at + 2]));
                    at += 3;
                } else {
                    next = escaped(bytes[at++]);
                }
            }
            bytes[end++] = next;
        }
        return -1;
    }

    private static long singleQuoted(byte[] bytes, int from, int to, int target) {
        int at = from;
        int end = target;
        while (at < to) {
            byte next = bytes[at++];
            if (next == '\'') return closed(bytes, at, to, end);
            if (next == '\\' && at < to && bytes[at] == '\'') next = bytes[at++];
            bytes[end++] = next;
        }
        return -1;
    }

    private static long closed(byte[] bytes, int at, int to, int end) {
        return at < to && !isSpace(bytes[at]) ? -1 : (long) at << 32 | end;
    }

    private static byte escaped(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    /** As C's isspace. */
    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** What ends a word outside quotes; fewer bytes than {@link #isSpace}, as in Redis. */
    private static boolean endsWord(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
