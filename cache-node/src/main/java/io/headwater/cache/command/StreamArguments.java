package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StreamGroup;
import org.jspecify.annotations.Nullable;

/** IDs of streams as arguments, and streams and groups as they name them. */
final class StreamArguments {
    static final CommandError INVALID_ID = new CommandError("ERR Invalid stream ID specified as stream command argument");
    private static final CommandError INVALID_START = new CommandError("ERR invalid start ID for the interval");
    private static final CommandError INVALID_END = new CommandError("ERR invalid end ID for the interval");
    private static final int MAX_ID_CHARS = 127;
    private static final long MAX_TENTH = Long.divideUnsigned(-1, 10);

    private StreamArguments() {}

    /** The ID at {@code i}, {@code -} and {@code +} not among them; without a second part that is 0. */
    static StreamId strict(CommandContext context, int i) {
        StreamId id = parse(text(context.args(), i), 0, true);
        if (id == null) throw INVALID_ID;
        return id;
    }

    /** The ID at {@code i}, where {@code -} is the first of all and {@code +} the last. */
    static StreamId any(CommandContext context, int i) {
        StreamId id = parse(text(context.args(), i), 0, false);
        if (id == null) throw INVALID_ID;
        return id;
    }

    /** The ID at {@code i}, or null if it is none. */
    static @Nullable StreamId strictOrNull(CommandContext context, int i) {
        return parse(text(context.args(), i), 0, true);
    }

    /** Where an interval begins. */
    static StreamId start(CommandContext context, int i) {
        String text = text(context.args(), i);
        boolean exclusive = context.args().length(i) > 1 && text.startsWith("(");
        StreamId id = parse(exclusive ? text.substring(1) : text, 0, exclusive);
        if (id == null) throw INVALID_ID;
        if (exclusive && id.equals(StreamId.MAX)) throw INVALID_START;
        return exclusive ? id.next() : id;
    }

    /** Where an interval ends. */
    static StreamId end(CommandContext context, int i) {
        String text = text(context.args(), i);
        boolean exclusive = context.args().length(i) > 1 && text.startsWith("(");
        StreamId id = parse(exclusive ? text.substring(1) : text, -1, exclusive);
        if (id == null) throw INVALID_ID;
        if (exclusive && id.isZero()) throw INVALID_END;
        return exclusive ? id.previous() : id;
    }

    /** The argument as C sees it: up to a zero byte; too long for an ID is none. */
    static String text(Args args, int i) {
        return args.length(i) > MAX_ID_CHARS ? "x" : CommandError.quoted(args, i);
    }

    /** The ID that {@code text} spells; null: none. */
    private static @Nullable StreamId parse(String text, long missingSeq, boolean strict) {
        if (text.equals("-")) return strict ? null : StreamId.MIN;
        if (text.equals("+")) return strict ? null : StreamId.MAX;
        int dash = text.indexOf('-');
        Long ms = unsigned(dash < 0 ? text : text.substring(0, dash));
        Long seq = dash < 0 ? Long.valueOf(missingSeq) : unsigned(text.substring(dash + 1));
        return ms == null || seq == null ? null : new StreamId(ms, seq);
    }

    /** C's strtoull, but that it takes no plain negative number: Redis's string2ull. */
    static @Nullable Long unsigned(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || (text.charAt(at) >= '\t' && text.charAt(at) <= '\r'))) at++;
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative && at == 0 && text.length() > 1 && text.charAt(1) != '0') return null;
        if (negative || (at < text.length() && text.charAt(at) == '+')) at++;
        if (at == text.length()) return null;
        long value = 0;
        for (; at < text.length(); at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) return null;
            if (Long.compareUnsigned(value, MAX_TENTH) > 0 || (value == MAX_TENTH && digit > 5)) return null;
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /** The group that argument {@code i} names; null if it or the stream is absent. */
    static @Nullable StreamGroup group(@Nullable StreamValue stream, Args args, int i) {
        return stream == null ? null : stream.group(args.copy(i));
    }

    /** What XPENDING, XCLAIM and XAUTOCLAIM say without a group. */
    static CommandError noGroup(Args args) {
        return new CommandError("NOGROUP No such key '" + CommandError.quoted(args, 1) + "' or consumer group '" + CommandError.quoted(args, 2) + "'");
    }
}
