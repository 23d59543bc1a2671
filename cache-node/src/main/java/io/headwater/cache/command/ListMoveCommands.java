package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.Slice;

/** Commands that take elements from one of several lists, or from one to another; LPOS. */
final class ListMoveCommands {
    private static final CommandError RANK_IS_ZERO = new CommandError(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list");

    private static final CommandError NEGATIVE_COUNT = new CommandError("ERR COUNT can't be negative");
    private static final CommandError NEGATIVE_MAXLEN = new CommandError("ERR MAXLEN can't be negative");
    private static final long NO_COUNT = -1;

    private ListMoveCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.LIST;
        table.add("rpoplpush", 3, 1, 2, 1, group, "write denyoom", context -> move(context, false, true));
        table.add("lmove", 5, 1, 2, 1, group, "write denyoom", ListMoveCommands::move);
        table.addCounted("lmpop", -4, 0, 0, 0, 1, group, "write movablekeys", ListMoveCommands::popFromFirst);
        table.add("lpos", -3, 1, 1, 1, group, "readonly", ListMoveCommands::position);
    }

    private static void move(CommandContext context) {
        boolean fromHead = isLeft(context.args(), 3);
        boolean toHead = isLeft(context.args(), 4);
        move(context, fromHead, toHead);
    }

    static boolean isLeft(Args args, int i) {
        if (args.is(i, "LEFT")) return true;
        if (args.is(i, "RIGHT")) return false;
        throw CommandError.SYNTAX;
    }

    /** Moves the element at one end of the list at argument 1 to one end of that at argument 2. */
    static void move(CommandContext context, boolean fromHead, boolean toHead) {
        Args args = context.args();
        ListValue source = context.forWrite(1, ListValue.class);
        if (source == null) {
            context.reply().nullBulk();
            return;
        }
        ListValue target = context.forWrite(2, ListValue.class);
        Slice moved = context.slice();
        source.read(fromHead ? 0 : source.size() - 1, moved);
        context.reply().bulk(moved.bytes(), moved.offset(), moved.length());
        Effects effects = context.effects();
        if (source == target && (source.size() == 1 || fromHead == toHead)) {
            // Nothing moves, and taking the only element out would delete the key with its expiry; but who watches the key must hear of it.
            effects.begin(EffectOp.LSET, 3).arg(args, 1).arg(fromHead ? 0 : -1).arg(moved.bytes(), moved.offset(), moved.length()).end();
            return;
        }
        effects.begin(fromHead ? EffectOp.LPOP : EffectOp.RPOP, 2).arg(args, 1).arg(1).end();
        effects.begin(toHead ? EffectOp.LPUSH : EffectOp.RPUSH, 2).arg(args, 2).arg(moved.bytes(), moved.offset(), moved.length()).end();
    }

    private static void popFromFirst(CommandContext context) {
        Args args = context.args();
        long keys = CountArguments.keys(context, 1);
        if (keys > args.count() - 3) throw CommandError.SYNTAX;
        int where = (int) keys + 2;
        boolean head = isLeft(args, where);
        long count = NO_COUNT;
        for (int i = where + 1; i < args.count(); i += 2) {
            if (count != NO_COUNT || !args.is(i, "COUNT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            count = CountArguments.positive(context, i + 1);
        }
        for (int i = 2; i < where; i++) {
            ListValue list = context.forWrite(i, ListValue.class);
            if (list == null) continue;
            context.reply().arrayHeader(2);
            context.reply().bulk(args, i);
            ListCommands.replyPopped(context, i, list, head, count == NO_COUNT ? 1 : count);
            return;
        }
        context.reply().nullArray();
    }

    private static void position(CommandContext context) {
        Args args = context.args();
        long rank = 1;
        long count = NO_COUNT;
        long maxLength = 0;
        for (int i = 3; i < args.count(); i += 2) {
            if (i + 1 == args.count()) throw CommandError.SYNTAX;
            if (args.is(i, "RANK")) {
                rank = context.longArg(i + 1);
                if (rank == 0) throw RANK_IS_ZERO;
            } else if (args.is(i, "COUNT")) {
                count = CountArguments.atLeast(context, i + 1, 0, NEGATIVE_COUNT);
            } else if (args.is(i, "MAXLEN")) {
                maxLength = CountArguments.atLeast(context, i + 1, 0, NEGATIVE_MAXLEN);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        ListValue list = context.read(1, ListValue.class);
        ReplyBuffer reply = context.reply();
        if (list == null) {
            if (count == NO_COUNT) reply.nullBulk();
            else reply.arrayHeader(0);
            return;
        }
        boolean backwards = rank < 0;
        // The least long stays negative, and so is reached by the first match: as in Redis.
        if (backwards) rank = -rank;
        int opened = reply.open();
        int found = 0;
        long matches = 0;
        long wanted = count == NO_COUNT ? 1 : count == 0 ? Long.MAX_VALUE : count;
        long compared = maxLength == 0 ? list.size() : Math.min(maxLength, list.size());
        ListValue.Cursor cursor = list.cursor(backwards ? list.size() - 1 : 0, backwards);
        for (long i = 0; i < compared && found < wanted && cursor.next(); i++) {
            if (!cursor.equalTo(args.bytes(), args.offset(2), args.length(2)) || ++matches < rank) continue;
            reply.integer(backwards ? list.size() - 1 - i : i);
            found++;
        }
        if (count != NO_COUNT) reply.closeArray(opened, found);
        else if (found == 0) reply.nullBulk();
    }
}
