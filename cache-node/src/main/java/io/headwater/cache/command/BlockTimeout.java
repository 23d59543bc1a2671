package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.ExtendedFloat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How long a command waits at most.
 *
 * @param at index of the argument that says so
 * @param inSeconds whether that argument counts seconds, in decimals, rather than ms
 * @param ms 0: for ever
 */
record BlockTimeout(int at, boolean inSeconds, long ms) {
    private static final CommandError NOT_A_FLOAT = new CommandError("ERR timeout is not a float or out of range");
    private static final CommandError NOT_AN_INTEGER = new CommandError("ERR timeout is not an integer or out of range");
    private static final CommandError NEGATIVE = new CommandError("ERR timeout is negative");
    private static final BigDecimal MAX_MS = BigDecimal.valueOf(Long.MAX_VALUE);

    /** The timeout in seconds at {@code i}. */
    static BlockTimeout seconds(CommandContext context, int i) {
        Args args = context.args();
        ExtendedFloat seconds = ExtendedFloat.parse(args.bytes(), args.offset(i), args.length(i));
        if (seconds == null) throw NOT_A_FLOAT;
        // So Redis says of what its conversion overflows at. An infinity is the one number that has no sum.
        if (seconds.plus(ExtendedFloat.ZERO) == null) throw NEGATIVE;
        BigDecimal ms = new BigDecimal(new String(seconds.text(), StandardCharsets.US_ASCII)).movePointRight(3).setScale(0, RoundingMode.CEILING);
        if (ms.compareTo(MAX_MS) > 0) throw NEGATIVE;
        return checked(i, true, ms.longValue());
    }

    /** The timeout in ms at {@code i}. */
    static BlockTimeout millis(CommandContext context, int i) {
        return checked(i, false, context.longArg(i, Long.MIN_VALUE, Long.MAX_VALUE, NOT_AN_INTEGER));
    }

    private static BlockTimeout checked(int i, boolean inSeconds, long ms) {
        if (ms < 0) throw NEGATIVE;
        return new BlockTimeout(i, inSeconds, ms);
    }

    /** The argument that asks for {@code leftMs} more, or for ever. */
    String argument(long leftMs) {
        if (ms == 0) return "0";
        long left = Math.max(1, leftMs);
        return inSeconds ? String.format(Locale.ROOT, "%d.%03d", left / 1000, left % 1000) : Long.toString(left);
    }
}
