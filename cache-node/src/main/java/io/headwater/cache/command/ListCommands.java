package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.Slice;
import org.jspecify.annotations.Nullable;

/** Commands on one list. */
final class ListCommands {
    /** Filled anew by each read; only the writer thread uses it. */
    private final Slice found = new Slice();

    private ListCommands() {}

    static void addTo(CommandTable table) {
        ListCommands commands = new ListCommands();
        CommandGroup group = CommandGroup.LIST;
        table.add("lpush", -3, 1, 1, 1, group, "write denyoom fast", context -> push(context, EffectOp.LPUSH, false));
        table.add("rpush", -3, 1, 1, 1, group, "write denyoom fast", context -> push(context, EffectOp.RPUSH, false));
        table.add("lpushx", -3, 1, 1, 1, group, "write denyoom fast", context -> push(context, EffectOp.LPUSH, true));
        table.add("rpushx", -3, 1, 1, 1, group, "write denyoom fast", context -> push(context, EffectOp.RPUSH, true));
        table.add("lpop", -2, 1, 1, 1, group, "write fast", context -> pop(context, true));
        table.add("rpop", -2, 1, 1, 1, group, "write fast", context -> pop(context, false));
        table.add("llen", 2, 1, 1, 1, group, "readonly fast", ListCommands::length);
        table.add("lrange", 4, 1, 1, 1, group, "readonly", ListCommands::range);
        table.add("lindex", 3, 1, 1, 1, group, "readonly", commands::index);
        table.add("lset", 4, 1, 1, 1, group, "write denyoom", ListCommands::set);
        table.add("lrem", 4, 1, 1, 1, group, "write", ListCommands::remove);
        table.add("ltrim", 4, 1, 1, 1, group, "write", ListCommands::trim);
        table.add("linsert", 5, 1, 1, 1, group, "write denyoom", ListCommands::insert);
    }

    private static void push(CommandContext context, EffectOp op, boolean onlyIfPresent) {
        ListValue list = context.forWrite(1, ListValue.class);
        if (list == null && onlyIfPresent) {
            context.reply().integer(0);
            return;
        }
        context.effects().addAll(op, context.args());
        context.reply().integer(size(list) + context.count() - 2);
    }

    private static void pop(CommandContext context, boolean head) {
        if (context.count() > 3) throw CommandError.wrongArity(context.spec().name());
        boolean counted = context.count() == 3;
        long count = counted ? CountArguments.notNegative(context, 2) : 1;
        ListValue list = context.forWrite(1, ListValue.class);
        ReplyBuffer reply = context.reply();
        if (list == null) {
            if (counted) reply.nullArray();
            else reply.nullBulk();
        } else if (!counted) {
            replyPoppedOne(context, 1, list, head);
        } else {
            replyPopped(context, 1, list, head, count);
        }
    }

    /** Replies the element at one end of the list at {@code key}, and yields its removal. */
    static void replyPoppedOne(CommandContext context, int key, ListValue list, boolean head) {
        ListValue.Cursor cursor = list.cursor(head ? 0 : list.size() - 1, !head);
        reply(context.reply(), cursor, 1);
        pop(context, key, head, 1);
    }

    /** Replies up to {@code count} elements from one end of the list at {@code key}, as an array, and yields their removal. */
    static void replyPopped(CommandContext context, int key, ListValue list, boolean head, long count) {
        ReplyBuffer reply = context.reply();
        int popped = (int) Math.min(count, list.size());
        reply.arrayHeader(popped);
        if (popped == 0) return;
        ListValue.Cursor cursor = list.cursor(head ? 0 : list.size() - 1, !head);
        reply(reply, cursor, popped);
        pop(context, key, head, popped);
    }

    private static void pop(CommandContext context, int key, boolean head, long count) {
        context.effects().begin(head ? EffectOp.LPOP : EffectOp.RPOP, 2).arg(context.args(), key).arg(count).end();
    }

    private static void reply(ReplyBuffer reply, ListValue.Cursor cursor, long count) {
        for (long i = 0; i < count && cursor.next(); i++) reply.bulk(cursor.bytes(), cursor.offset(), cursor.length());
    }

    private static void length(CommandContext context) {
        context.reply().integer(size(context.read(1, ListValue.class)));
    }

    private static void range(CommandContext context) {
        long start = context.longArg(2);
        long stop = context.longArg(3);
        ListValue list = context.read(1, ListValue.class);
        long size = size(list);
        start = Math.max(fromHead(start, size), 0);
        stop = Math.min(fromHead(stop, size), size - 1);
        if (list == null || start > stop) {
            context.reply().arrayHeader(0);
            return;
        }
        long count = stop - start + 1;
        context.reply().arrayHeader(Math.toIntExact(count));
        reply(context.reply(), list.cursor(start, false), count);
    }

    private void index(CommandContext context) {
        ListValue list = context.read(1, ListValue.class);
        if (list == null) {
            context.reply().nullBulk();
            return;
        }
        long index = fromHead(context.longArg(2), list.size());
        if (index < 0 || index >= list.size()) {
            context.reply().nullBulk();
            return;
        }
        list.read(index, found);
        context.reply().bulk(found.bytes(), found.offset(), found.length());
    }

    private static void set(CommandContext context) {
        ListValue list = context.forWrite(1, ListValue.class);
        if (list == null) throw CommandError.NO_SUCH_KEY;
        long index = fromHead(context.longArg(2), list.size());
        if (index < 0 || index >= list.size()) throw CommandError.INDEX_OUT_OF_RANGE;
        context.effects().addAll(EffectOp.LSET, context.args());
        context.reply().ok();
    }

    private static void remove(CommandContext context) {
        Args args = context.args();
        long count = context.longArg(2);
        ListValue list = context.forWrite(1, ListValue.class);
        long removed = 0;
        if (list != null) {
            // The magnitude of the least long is no long; more than a list holds will do.
            long limit = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
            ListValue.Cursor cursor = list.cursor(0, false);
            while (removed < limit && cursor.next()) {
                if (cursor.equalTo(args.bytes(), args.offset(3), args.length(3))) removed++;
            }
        }
        if (removed > 0) context.effects().addAll(EffectOp.LREM, args);
        context.reply().integer(removed);
    }

    private static void trim(CommandContext context) {
        long start = context.longArg(2);
        long stop = context.longArg(3);
        ListValue list = context.forWrite(1, ListValue.class);
        if (list != null) {
            long size = list.size();
            boolean keepsAll = fromHead(start, size) <= 0 && fromHead(stop, size) >= size - 1;
            if (!keepsAll) context.effects().addAll(EffectOp.LTRIM, context.args());
        }
        context.reply().ok();
    }

    private static void insert(CommandContext context) {
        Args args = context.args();
        if (!args.is(2, "AFTER") && !args.is(2, "BEFORE")) throw CommandError.SYNTAX;
        ListValue list = context.forWrite(1, ListValue.class);
        if (list == null) {
            context.reply().integer(0);
        } else if (list.indexOf(args.bytes(), args.offset(3), args.length(3)) < 0) {
            context.reply().integer(-1);
        } else {
            context.effects().addAll(EffectOp.LINSERT, args);
            context.reply().integer(list.size() + 1);
        }
    }

    private static long size(@Nullable ListValue list) {
        return list == null ? 0 : list.size();
    }

    /** An index that may count from the tail, as one from the head; still outside of the list if it was. */
    private static long fromHead(long index, long size) {
        return index < 0 ? index + size : index;
    }
}
