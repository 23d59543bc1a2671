package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.RankBound;

/** The ends of ranges by score ({@code 1.5}, {@code (1.5}, {@code -inf}) and by name ({@code [a}, {@code (a}, {@code -}, {@code +}). */
final class RangeArguments {
    private static final CommandError NOT_A_FLOAT = new CommandError("ERR min or max is not a float");
    private static final CommandError NOT_A_NAME = new CommandError("ERR min or max not valid string range item");

    private RangeArguments() {}

    /** The place where a range by score begins whose minimum is argument {@code i}. */
    static RankBound lowScore(Args args, int i) {
        boolean exclusive = startsWith(args, i, '(');
        double score = score(args, i, exclusive);
        return exclusive ? RankBound.afterScore(score) : RankBound.beforeScore(score);
    }

    /** The place where a range by score ends whose maximum is argument {@code i}. */
    static RankBound highScore(Args args, int i) {
        boolean exclusive = startsWith(args, i, '(');
        double score = score(args, i, exclusive);
        return exclusive ? RankBound.beforeScore(score) : RankBound.afterScore(score);
    }

    /** The place where a range by name begins whose minimum is argument {@code i}. */
    static RankBound lowName(Args args, int i) {
        if (isOnly(args, i, '-')) return RankBound.START;
        if (isOnly(args, i, '+')) return RankBound.END;
        int offset = args.offset(i) + 1;
        int length = args.length(i) - 1;
        if (startsWith(args, i, '[')) return RankBound.beforeName(args.bytes(), offset, length);
        if (startsWith(args, i, '(')) return RankBound.afterName(args.bytes(), offset, length);
        throw NOT_A_NAME;
    }

    /** The place where a range by name ends whose maximum is argument {@code i}. */
    static RankBound highName(Args args, int i) {
        if (isOnly(args, i, '-')) return RankBound.START;
        if (isOnly(args, i, '+')) return RankBound.END;
        int offset = args.offset(i) + 1;
        int length = args.length(i) - 1;
        if (startsWith(args, i, '[')) return RankBound.afterName(args.bytes(), offset, length);
        if (startsWith(args, i, '(')) return RankBound.beforeName(args.bytes(), offset, length);
        throw NOT_A_NAME;
    }

    private static boolean startsWith(Args args, int i, char first) {
        return args.length(i) > 0 && args.bytes()[args.offset(i)] == first;
    }

    private static boolean isOnly(Args args, int i, char only) {
        return args.length(i) == 1 && startsWith(args, i, only);
    }

    /**
     * A double by the rules of a bare {@code strtod} on a C string, which are looser than those of scores: space in front, nothing at all and too large numbers are
     * taken, and a zero byte ends the text.
     */
    private static double score(Args args, int i, boolean skipFirst) {
        byte[] bytes = args.bytes();
        int from = args.offset(i) + (skipFirst ? 1 : 0);
        int end = from;
        int limit = args.offset(i) + args.length(i);
        while (end < limit && bytes[end] != 0) end++;
        if (end == from) return 0;
        while (from < end && isSpace(bytes[from])) from++;
        double score = Numbers.toDouble(bytes, from, end - from);
        if (!Double.isNaN(score)) return score;
        return outOfRange(new String(bytes, from, end - from, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** A decimal number beyond the range of doubles is infinite or zero. */
    private static double outOfRange(String text) {
        boolean decimal = !text.isEmpty() && text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
        if (!decimal) throw NOT_A_FLOAT;
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw NOT_A_FLOAT;
        }
    }
}
