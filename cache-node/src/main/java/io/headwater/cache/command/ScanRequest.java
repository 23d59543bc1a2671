package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import org.jspecify.annotations.Nullable;

/**
 * The cursor and options of SCAN, HSCAN, SSCAN and ZSCAN.
 *
 * @param cursor as {@link io.headwater.cache.engine.Dict#scan} takes it
 * @param count members that the client would like to get
 * @param pattern which it wants, or null for all
 * @param type type of the keys that it wants in lower case, or null for all; SCAN only
 */
record ScanRequest(long cursor, long count, @Nullable Glob pattern, @Nullable String type) {
    private static final long DEFAULT_COUNT = 10;
    /** Buckets that one call visits at most, per member asked for: bounds the time in a sparse table. */
    private static final long BUCKETS_PER_MEMBER = 10;

    /** Parses the cursor at {@code cursorAt}. Redis does so before it looks for the key, and parses the options after. */
    static long cursor(Args args, int cursorAt) {
        return UnsignedCursor.parse(args, cursorAt);
    }

    /** Parses the options from {@code from} on; {@code keys}: whether TYPE is one. */
    static ScanRequest options(CommandContext context, long cursor, int from, boolean keys) {
        Args args = context.args();
        long count = DEFAULT_COUNT;
        Glob pattern = null;
        String type = null;
        for (int i = from; i < args.count(); i += 2) {
            boolean more = i + 1 < args.count();
            if (more && args.is(i, "COUNT")) {
                count = context.longArg(i + 1);
                if (count < 1) throw CommandError.SYNTAX;
            } else if (more && args.is(i, "MATCH")) {
                Glob glob = Glob.of(args, i + 1);
                pattern = glob.matchesAll() ? null : glob;
            } else if (more && keys && args.is(i, "TYPE")) {
                type = args.text(i + 1).toLowerCase(java.util.Locale.ROOT);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        return new ScanRequest(cursor, count, pattern, type);
    }

    /** Most calls of {@link io.headwater.cache.engine.Dict#scan} for this request. */
    long maxSteps() {
        return count > Long.MAX_VALUE / BUCKETS_PER_MEMBER ? Long.MAX_VALUE : count * BUCKETS_PER_MEMBER;
    }

    /** Whether a member of this name is wanted. */
    boolean wants(byte[] name) {
        return pattern == null || pattern.matches(name);
    }
}
