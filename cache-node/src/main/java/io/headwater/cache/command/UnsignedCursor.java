package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** A scan's cursor as text: a 64-bit unsigned number, read by C's strtoul as Redis does. */
final class UnsignedCursor {
    private static final int RADIX = 10;

    private UnsignedCursor() {}

    /** The cursor of argument {@code i}. An empty one is 0; a sign is taken. */
    static long parse(Args args, int i) {
        String text = args.text(i);
        if (text.isEmpty()) return 0;
        boolean negative = text.charAt(0) == '-';
        String digits = negative || text.charAt(0) == '+' ? text.substring(1) : text;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) throw CommandError.INVALID_CURSOR;
        try {
            long value = Long.parseUnsignedLong(digits, RADIX);
            return negative ? -value : value;
        } catch (NumberFormatException outOfRange) {
            throw CommandError.INVALID_CURSOR;
        }
    }

    /** Replies a cursor. */
    static void reply(ReplyBuffer reply, long cursor) {
        if (cursor >= 0) reply.bulk(cursor);
        else reply.bulk(Long.toUnsignedString(cursor));
    }
}
