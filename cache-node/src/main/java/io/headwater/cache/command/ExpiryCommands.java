package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;

/** Commands that set, read and take away expiries. */
final class ExpiryCommands {
    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;
    private static final long MS_PER_SECOND = 1000;
    private static final int ABSENT = -2;
    private static final CommandError NX_WITH_OTHERS =
            new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
    private static final CommandError GT_WITH_LT = new CommandError("ERR GT and LT options at the same time are not compatible");

    private ExpiryCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.add("expire", -3, 1, 1, 1, group, "write fast", context -> expire(context, true, false));
        table.add("pexpire", -3, 1, 1, 1, group, "write fast", context -> expire(context, false, false));
        table.add("expireat", -3, 1, 1, 1, group, "write fast", context -> expire(context, true, true));
        table.add("pexpireat", -3, 1, 1, 1, group, "write fast", context -> expire(context, false, true));
        table.add("ttl", 2, 1, 1, 1, group, "readonly fast", context -> timeToLive(context, true, false));
        table.add("pttl", 2, 1, 1, 1, group, "readonly fast", context -> timeToLive(context, false, false));
        table.add("expiretime", 2, 1, 1, 1, group, "readonly fast", context -> timeToLive(context, true, true));
        table.add("pexpiretime", 2, 1, 1, 1, group, "readonly fast", context -> timeToLive(context, false, true));
        table.add("persist", 2, 1, 1, 1, group, "write fast", ExpiryCommands::persist);
    }

    private static void expire(CommandContext context, boolean seconds, boolean absolute) {
        Args args = context.args();
        int conditions = conditions(args);
        long atMs = time(context, seconds, absolute);
        Entry entry = context.lookupForWrite(1);
        boolean applies = entry != null && holds(conditions, entry.expireAtMs(), atMs);
        if (applies) {
            if (atMs <= context.nowMs()) context.effects().add(EffectOp.DEL, args, 1);
            else context.effects().begin(EffectOp.PEXPIREAT, 2).arg(args, 1).arg(atMs).end();
        }
        context.reply().integer(applies);
    }

    /** The time in ms since 1970 that argument 2 says; may be past, even negative, but must fit. */
    private static long time(CommandContext context, boolean seconds, boolean absolute) {
        long when = context.longArg(2);
        if (seconds) {
            if (when > Long.MAX_VALUE / MS_PER_SECOND || when < Long.MIN_VALUE / MS_PER_SECOND) {
                throw CommandError.invalidExpire(context.spec().name());
            }
            when *= MS_PER_SECOND;
        }
        long base = absolute ? 0 : context.nowMs();
        if (when > Long.MAX_VALUE - base) throw CommandError.invalidExpire(context.spec().name());
        return when + base;
    }

    private static int conditions(Args args) {
        int conditions = 0;
        for (int i = 3; i < args.count(); i++) {
            if (args.is(i, "NX")) conditions |= NX;
            else if (args.is(i, "XX")) conditions |= XX;
            else if (args.is(i, "GT")) conditions |= GT;
            else if (args.is(i, "LT")) conditions |= LT;
            else throw new CommandError("ERR Unsupported option " + CommandError.quoted(args, i));
        }
        if ((conditions & NX) != 0 && conditions != NX) throw NX_WITH_OTHERS;
        if ((conditions & GT) != 0 && (conditions & LT) != 0) throw GT_WITH_LT;
        return conditions;
    }

    /** A key without an expiry counts as one that lives forever. */
    private static boolean holds(int conditions, long oldMs, long newMs) {
        boolean none = oldMs == Entry.NO_EXPIRY;
        if ((conditions & NX) != 0 && !none) return false;
        if ((conditions & XX) != 0 && none) return false;
        if ((conditions & GT) != 0 && (none || newMs <= oldMs)) return false;
        return (conditions & LT) == 0 || none || newMs < oldMs;
    }

    private static void timeToLive(CommandContext context, boolean seconds, boolean absolute) {
        Entry entry = context.peek(1);
        if (entry == null || !entry.hasExpiry()) {
            context.reply().integer(entry == null ? ABSENT : Entry.NO_EXPIRY);
            return;
        }
        long ms = absolute ? entry.expireAtMs() : Math.max(0, entry.expireAtMs() - context.nowMs());
        context.reply().integer(seconds ? rounded(ms) : ms);
    }

    /** Seconds, rounded half up; the latest times leave no room to add the half. */
    private static long rounded(long ms) {
        return ms / MS_PER_SECOND + (ms % MS_PER_SECOND >= MS_PER_SECOND / 2 ? 1 : 0);
    }

    private static void persist(CommandContext context) {
        Entry entry = context.lookupForWrite(1);
        boolean expiring = entry != null && entry.hasExpiry();
        if (expiring) context.effects().add(EffectOp.PERSIST, context.args(), 1);
        context.reply().integer(expiring);
    }
}
