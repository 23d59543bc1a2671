package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.SortedSetValue;

/** ZPOPMIN, ZPOPMAX and ZMPOP. What was taken is logged as ZREM. */
final class SortedSetPopCommands {
    private static final long NO_COUNT = -1;

    private SortedSetPopCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SORTED_SET;
        table.add("zpopmin", -2, 1, 1, 1, group, "write fast", context -> pop(context, false));
        table.add("zpopmax", -2, 1, 1, 1, group, "write fast", context -> pop(context, true));
        table.addCounted("zmpop", -4, 0, 0, 0, 1, group, "write movablekeys", SortedSetPopCommands::popFromFirst);
    }

    private static void pop(CommandContext context, boolean highest) {
        if (context.count() > 3) throw CommandError.SYNTAX;
        boolean counted = context.count() == 3;
        long count = counted ? CountArguments.notNegative(context, 2) : 1;
        SortedSetValue set = context.forWrite(1, SortedSetValue.class);
        ReplyBuffer reply = context.reply();
        if (set == null || count == 0) {
            reply.arrayHeader(0);
            return;
        }
        int popped = (int) Math.min(count, set.size());
        boolean nested = counted && reply.isResp3();
        reply.arrayHeader(nested ? popped : 2 * popped);
        replyAndRemove(context, 1, set, popped, highest, nested);
    }

    private static void popFromFirst(CommandContext context) {
        Args args = context.args();
        long keys = CountArguments.keys(context, 1);
        if (keys > args.count() - 3) throw CommandError.SYNTAX;
        int where = (int) keys + 2;
        boolean highest = args.is(where, "MAX");
        if (!highest && !args.is(where, "MIN")) throw CommandError.SYNTAX;
        long count = NO_COUNT;
        for (int i = where + 1; i < args.count(); i += 2) {
            if (count != NO_COUNT || !args.is(i, "COUNT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            count = CountArguments.positive(context, i + 1);
        }
        for (int i = 2; i < where; i++) {
            SortedSetValue set = context.forWrite(i, SortedSetValue.class);
            if (set == null) continue;
            int popped = (int) Math.min(count == NO_COUNT ? 1 : count, set.size());
            ReplyBuffer reply = context.reply();
            reply.arrayHeader(2);
            reply.bulk(args, i);
            reply.arrayHeader(popped);
            replyAndRemove(context, i, set, popped, highest, true);
            return;
        }
        context.reply().nullArray();
    }

    /** Replies members from one end of the set at {@code key}, each with its score, and yields their removal. */
    static void replyAndRemove(CommandContext context, int key, SortedSetValue set, int count, boolean highest, boolean nested) {
        ReplyBuffer reply = context.reply();
        set.forEach(highest ? set.size() - 1 : 0, count, highest, (member, offset, length, score) -> {
            if (nested) reply.arrayHeader(2);
            reply.bulk(member, offset, length);
            reply.doubleValue(score);
        });
        SortedSetRangeCommands.removeRange(context, key, set, new RankRange(highest ? set.size() - count : 0, count));
    }
}
