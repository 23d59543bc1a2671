package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.ValueType;

/** BZPOPMIN, BZPOPMAX and BZMPOP: the commands on sorted sets that wait for a member. */
final class BlockingSortedSetCommands {
    private static final long ONE_FLAT = 0;

    private BlockingSortedSetCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SORTED_SET;
        table.add("bzpopmin", -3, 1, -2, 1, group, "write noscript blocking fast", context -> pop(context, false));
        table.add("bzpopmax", -3, 1, -2, 1, group, "write noscript blocking fast", context -> pop(context, true));
        table.addCounted("bzmpop", -5, 0, 0, 0, 2, group, "write blocking movablekeys", BlockingSortedSetCommands::popSome);
    }

    private static void pop(CommandContext context, boolean highest) {
        int last = context.count() - 1;
        BlockTimeout timeout = BlockTimeout.seconds(context, last);
        popOrWait(context, 1, last - 1, highest, ONE_FLAT, timeout);
    }

    private static void popSome(CommandContext context) {
        Args args = context.args();
        long keys = CountArguments.keys(context, 2);
        if (keys > args.count() - 4) throw CommandError.SYNTAX;
        int where = (int) keys + 3;
        boolean highest = args.is(where, "MAX");
        if (!highest && !args.is(where, "MIN")) throw CommandError.SYNTAX;
        long count = 0;
        for (int i = where + 1; i < args.count(); i += 2) {
            if (count != 0 || !args.is(i, "COUNT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            count = CountArguments.positive(context, i + 1);
        }
        popOrWait(context, 3, (int) keys, highest, Math.max(1, count), BlockTimeout.seconds(context, 1));
    }

    /** @param count {@link #ONE_FLAT}: one member, whose score follows it, in no array of their own */
    private static void popOrWait(CommandContext context, int firstKey, int keys, boolean highest, long count, BlockTimeout timeout) {
        for (int i = firstKey; i < firstKey + keys; i++) {
            if (context.forWrite(i, SortedSetValue.class) == null) continue;
            boolean unused = popFrom(context, i, highest, count);
            return;
        }
        if (!context.mayDefer()) {
            context.reply().nullArray();
            return;
        }
        context.block(context.args().detach(), firstKey, keys, ValueType.ZSET, timeout, (later, key) -> popFrom(later, key, highest, count));
    }

    private static boolean popFrom(CommandContext context, int key, boolean highest, long count) {
        SortedSetValue set = context.forWrite(key, SortedSetValue.class);
        if (set == null) return false;
        int popped = (int) Math.min(Math.max(1, count), set.size());
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(count == ONE_FLAT ? 3 : 2);
        reply.bulk(context.args(), key);
        if (count != ONE_FLAT) reply.arrayHeader(popped);
        SortedSetPopCommands.replyAndRemove(context, key, set, popped, highest, count != ONE_FLAT);
        return true;
    }
}
