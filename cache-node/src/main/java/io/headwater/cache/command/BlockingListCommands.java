package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.ValueType;

/** BLPOP, BRPOP, BLMPOP, BLMOVE and BRPOPLPUSH: the commands on lists that wait for an element. Who need not wait, or may not inside of MULTI, gets the answer at once. */
final class BlockingListCommands {
    private static final long ONE_FLAT = 0;

    private BlockingListCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.LIST;
        table.add("blpop", -3, 1, -2, 1, group, "write noscript blocking", context -> pop(context, true));
        table.add("brpop", -3, 1, -2, 1, group, "write noscript blocking", context -> pop(context, false));
        table.addCounted("blmpop", -5, 0, 0, 0, 2, group, "write blocking movablekeys", BlockingListCommands::popSome);
        table.add("blmove", 6, 1, 2, 1, group, "write denyoom noscript blocking", BlockingListCommands::move);
        table.add("brpoplpush", 4, 1, 2, 1, group, "write denyoom noscript blocking", BlockingListCommands::moveTail);
    }

    private static void pop(CommandContext context, boolean head) {
        int last = context.count() - 1;
        BlockTimeout timeout = BlockTimeout.seconds(context, last);
        popOrWait(context, 1, last - 1, head, ONE_FLAT, timeout);
    }

    private static void popSome(CommandContext context) {
        Args args = context.args();
        long keys = CountArguments.keys(context, 2);
        if (keys > args.count() - 4) throw CommandError.SYNTAX;
        int where = (int) keys + 3;
        boolean head = ListMoveCommands.isLeft(args, where);
        long count = 0;
        for (int i = where + 1; i < args.count(); i += 2) {
            if (count != 0 || !args.is(i, "COUNT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            count = CountArguments.positive(context, i + 1);
        }
        popOrWait(context, 3, (int) keys, head, Math.max(1, count), BlockTimeout.seconds(context, 1));
    }

    /** @param count {@link #ONE_FLAT}: one element, not in an array of its own */
    private static void popOrWait(CommandContext context, int firstKey, int keys, boolean head, long count, BlockTimeout timeout) {
        for (int i = firstKey; i < firstKey + keys; i++) {
            if (context.forWrite(i, ListValue.class) == null) continue;
            boolean unused = popFrom(context, i, head, count);
            return;
        }
        if (!context.mayDefer()) {
            context.reply().nullArray();
            return;
        }
        context.block(context.args().detach(), firstKey, keys, ValueType.LIST, timeout, (later, key) -> popFrom(later, key, head, count));
    }

    private static boolean popFrom(CommandContext context, int key, boolean head, long count) {
        ListValue list = context.forWrite(key, ListValue.class);
        if (list == null) return false;
        context.reply().arrayHeader(2);
        context.reply().bulk(context.args(), key);
        if (count == ONE_FLAT) ListCommands.replyPoppedOne(context, key, list, head);
        else ListCommands.replyPopped(context, key, list, head, count);
        return true;
    }

    private static void move(CommandContext context) {
        boolean fromHead = ListMoveCommands.isLeft(context.args(), 3);
        boolean toHead = ListMoveCommands.isLeft(context.args(), 4);
        moveOrWait(context, fromHead, toHead, BlockTimeout.seconds(context, 5));
    }

    private static void moveTail(CommandContext context) {
        moveOrWait(context, false, true, BlockTimeout.seconds(context, 3));
    }

    private static void moveOrWait(CommandContext context, boolean fromHead, boolean toHead, BlockTimeout timeout) {
        boolean waits = context.forWrite(1, ListValue.class) == null && context.mayDefer();
        if (!waits) {
            ListMoveCommands.move(context, fromHead, toHead);
            return;
        }
        context.block(context.args().detach(), 1, 1, ValueType.LIST, timeout, (later, key) -> {
            if (later.forWrite(key, ListValue.class) == null) return false;
            ListMoveCommands.move(later, fromHead, toHead);
            return true;
        });
    }
}
