package io.headwater.cache.command;

/** Numbers of things as arguments, with the texts that Redis has for wrong ones. */
final class CountArguments {
    /** Redis's LONG_MAX on both sides: the least long is refused, since it has no magnitude. */
    private static final CommandError OUT_OF_SYMMETRIC_RANGE =
            new CommandError("ERR value is out of range, value must between -" + Long.MAX_VALUE + " and " + Long.MAX_VALUE);

    private static final CommandError NO_KEYS = new CommandError("ERR numkeys should be greater than 0");
    private static final CommandError NO_COUNT = new CommandError("ERR count should be greater than 0");

    private CountArguments() {}

    /** A number of at least {@code min} at {@code i}; everything else, words included, is answered with {@code error}. */
    static long atLeast(CommandContext context, int i, long min, CommandError error) {
        return context.longArg(i, min, Long.MAX_VALUE, error);
    }

    /** A count of 0 or more at {@code i}. */
    static long notNegative(CommandContext context, int i) {
        return atLeast(context, i, 0, CommandError.NOT_POSITIVE);
    }

    /** The COUNT of LMPOP and ZMPOP at {@code i}. */
    static long positive(CommandContext context, int i) {
        return atLeast(context, i, 1, NO_COUNT);
    }

    /** A count with a sign, as of HRANDFIELD, at {@code i}. */
    static long signed(CommandContext context, int i) {
        long count = context.longArg(i);
        if (count == Long.MIN_VALUE) throw OUT_OF_SYMMETRIC_RANGE;
        return count;
    }

    /** The number of keys at {@code i}, not checked against the number of arguments. */
    static long keys(CommandContext context, int i) {
        return atLeast(context, i, 1, NO_KEYS);
    }
}
