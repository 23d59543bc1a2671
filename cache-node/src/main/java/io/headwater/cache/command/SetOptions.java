package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** The options of SET and GETEX. One instance serves all calls on the writer thread. */
final class SetOptions {
    private static final int NONE = -1;
    private static final long MS_PER_SECOND = 1000;

    boolean ifAbsent;
    boolean ifPresent;
    boolean get;
    boolean keepTtl;
    boolean persist;
    private boolean seconds;
    private boolean absolute;
    /** Index of the argument that holds the expiry. */
    private int expireAt;

    /** Parses the arguments from {@code from} on: SET's options, or with {@code getex} those of GETEX. */
    void parse(Args args, int from, boolean getex) {
        ifAbsent = ifPresent = get = keepTtl = persist = false;
        expireAt = NONE;
        for (int i = from; i < args.count(); i++) {
            boolean more = i + 1 < args.count();
            if (!getex && args.is(i, "NX") && !ifPresent) ifAbsent = true;
            else if (!getex && args.is(i, "XX") && !ifAbsent) ifPresent = true;
            else if (!getex && args.is(i, "GET")) get = true;
            else if (!getex && args.is(i, "KEEPTTL") && !hasExpiry()) keepTtl = true;
            else if (getex && args.is(i, "PERSIST") && !hasExpiry()) persist = true;
            else if (more && !hasExpiry() && !keepTtl && !persist && isUnit(args, i)) expireAt = ++i;
            else throw CommandError.SYNTAX;
        }
    }

    private boolean isUnit(Args args, int i) {
        seconds = args.is(i, "EX") || args.is(i, "EXAT");
        absolute = args.is(i, "EXAT") || args.is(i, "PXAT");
        return seconds || absolute || args.is(i, "PX");
    }

    boolean hasExpiry() {
        return expireAt != NONE;
    }

    /** Whether the expiry was given as a point in time, which may have passed. */
    boolean isAbsolute() {
        return absolute;
    }

    /** The expiry in ms since 1970; only with {@link #hasExpiry}. */
    long expireAtMs(CommandContext context) {
        return expireAtMs(context, expireAt, seconds, absolute);
    }

    /** The expiry that argument {@code i} says in ms since 1970; must be after 1970 and fit. */
    static long expireAtMs(CommandContext context, int i, boolean seconds, boolean absolute) {
        long value = context.longArg(i);
        if (value <= 0 || (seconds && value > Long.MAX_VALUE / MS_PER_SECOND)) throw CommandError.invalidExpire(context.spec().name());
        if (seconds) value *= MS_PER_SECOND;
        if (!absolute) value += context.nowMs();
        if (value <= 0) throw CommandError.invalidExpire(context.spec().name());
        return value;
    }
}
