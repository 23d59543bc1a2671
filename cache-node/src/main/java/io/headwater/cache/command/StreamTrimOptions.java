package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamLimits;
import io.headwater.cache.engine.StreamTrim;
import org.jspecify.annotations.Nullable;

/** What XADD and XTRIM are told of trimming: {@code MAXLEN|MINID [=|~] threshold [LIMIT count]}; and, for XADD, NOMKSTREAM. */
final class StreamTrimOptions {
    private static final CommandError TWO_STRATEGIES =
            new CommandError("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    private static final CommandError NEGATIVE_MAXLEN = new CommandError("ERR The MAXLEN argument must be >= 0.");
    private static final CommandError NEGATIVE_LIMIT = new CommandError("ERR The LIMIT argument must be >= 0.");
    private static final CommandError LIMIT_ALONE = new CommandError("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    private static final CommandError LIMIT_EXACT = new CommandError("ERR syntax error, LIMIT cannot be used without the special ~ option");
    private static final CommandError NO_STRATEGY = new CommandError("ERR syntax error, XTRIM must be called with a trimming strategy");
    private static final long BLOCKS_LIMIT = 100;
    private static final long DEFAULT_LIMIT = 10_000;
    private static final long MAX_LIMIT = 1_000_000;

    /** Index of the first argument that is no option. */
    int end = 2;

    boolean onlyIfPresent;
    private long maxLength = -1;
    private @Nullable StreamId minId;
    private boolean approximate;
    private long limit;
    private boolean limited;

    /** Reads options from argument 2 on; for XADD up to the ID. */
    static StreamTrimOptions parse(CommandContext context, boolean adds) {
        StreamTrimOptions options = new StreamTrimOptions();
        Args args = context.args();
        int i = 2;
        while (i < args.count()) {
            boolean more = i + 1 < args.count();
            if ((args.is(i, "MAXLEN") || args.is(i, "MINID")) && more) {
                i = options.strategy(context, i);
            } else if (args.is(i, "LIMIT") && more) {
                options.limit = context.longArg(i + 1);
                if (options.limit < 0) throw NEGATIVE_LIMIT;
                options.limited = true;
                i += 2;
            } else if (adds && args.is(i, "NOMKSTREAM")) {
                options.onlyIfPresent = true;
                i++;
            } else if (adds) {
                break;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        options.end = i;
        return options;
    }

    private int strategy(CommandContext context, int i) {
        if (trims()) throw TWO_STRATEGIES;
        Args args = context.args();
        boolean marked = i + 2 < args.count() && (args.is(i + 1, "~") || args.is(i + 1, "="));
        approximate = marked && args.is(i + 1, "~");
        int threshold = marked ? i + 2 : i + 1;
        if (args.is(i, "MAXLEN")) {
            maxLength = context.longArg(threshold);
            if (maxLength < 0) throw NEGATIVE_MAXLEN;
        } else {
            minId = StreamArguments.strict(context, threshold);
        }
        return threshold + 1;
    }

    /** What can be said only when all options, and for XADD the ID, are known to be sound. */
    void check(boolean adds, StreamLimits limits) {
        if (limit > 0 && !trims()) throw LIMIT_ALONE;
        if (!adds && !trims()) throw NO_STRATEGY;
        if (limited && !approximate) throw LIMIT_EXACT;
        if (limited || !approximate) return;
        limit = BLOCKS_LIMIT * limits.nodeMaxEntries();
        if (limit <= 0) limit = DEFAULT_LIMIT;
        limit = Math.min(limit, MAX_LIMIT);
    }

    boolean trims() {
        return maxLength >= 0 || minId != null;
    }

    /** How many entries go. */
    long removed(StreamTrim trim) {
        if (minId != null) return trim.toId(minId, approximate, limit);
        return maxLength >= 0 ? trim.toLength(maxLength, approximate, limit) : 0;
    }
}
