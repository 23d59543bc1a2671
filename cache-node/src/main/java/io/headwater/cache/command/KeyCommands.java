package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Entry;
import java.util.HashSet;
import java.util.Set;

/** Commands on keys of any type. */
final class KeyCommands {
    private static final CommandError SAME_OBJECT = new CommandError("ERR source and destination objects are the same");
    private static final CommandError NO_MOVE_IN_CLUSTER = new CommandError("ERR MOVE is not allowed in cluster mode");
    private static final CommandError NO_COPY_IN_CLUSTER = new CommandError("ERR Copying to another database is not allowed in cluster mode");

    private static final int MAX_COMPARED_KEYS = 16;

    private KeyCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.add("del", -2, 1, -1, 1, group, "write", KeyCommands::delete);
        table.add("unlink", -2, 1, -1, 1, group, "write fast", KeyCommands::delete);
        table.add("exists", -2, 1, -1, 1, group, "readonly fast", context -> count(context, false));
        table.add("touch", -2, 1, -1, 1, group, "readonly fast", context -> count(context, true));
        table.add("type", 2, 1, 1, 1, group, "readonly fast", KeyCommands::type);
        table.add("rename", 3, 1, 2, 1, group, "write", context -> rename(context, false));
        table.add("renamenx", 3, 1, 2, 1, group, "write fast", context -> rename(context, true));
        table.add("copy", -3, 1, 2, 1, group, "write denyoom", KeyCommands::copy);
        table.add("move", 3, 1, 1, 1, group, "write fast", KeyCommands::move);
    }

    /** One effect names the keys that are there; a key given twice counts once. */
    private static void delete(CommandContext context) {
        Args args = context.args();
        Effects effects = context.effects();
        int count = args.count();
        if (count == 2) {
            boolean present = context.lookupForWrite(1) != null;
            if (present) effects.add(EffectOp.DEL, args, 1);
            context.reply().integer(present);
            return;
        }
        // Expired keys go by effects of their own, which must not fall into the middle of this one's.
        for (int i = 1; i < count; i++) context.lookupForWrite(i);
        // The number of keys is the client's choice: beyond a few, comparing each with each would stop the shard.
        Set<String> seen = count > MAX_COMPARED_KEYS ? new HashSet<>() : null;
        int deleted = 0;
        for (int i = 1; i < count; i++) {
            if (context.lookupForWrite(i) == null) continue;
            if (seen == null ? isRepeated(args, i) : !seen.add(args.text(i))) continue;
            if (deleted++ == 0) effects.begin(EffectOp.DEL, 1);
            effects.arg(args, i);
        }
        if (deleted > 0) effects.end();
        context.reply().integer(deleted);
    }

    private static boolean isRepeated(Args args, int i) {
        for (int before = 1; before < i; before++) {
            if (args.sameBytes(before, i)) return true;
        }
        return false;
    }

    private static void count(CommandContext context, boolean touch) {
        int present = 0;
        for (int i = 1; i < context.count(); i++) {
            if ((touch ? context.lookup(i) : context.peek(i)) != null) present++;
        }
        context.reply().integer(present);
    }

    private static void type(CommandContext context) {
        Entry entry = context.peek(1);
        context.reply().simple(entry == null ? "none" : entry.value().type().text());
    }

    private static void rename(CommandContext context, boolean onlyIfAbsent) {
        Args args = context.args();
        if (context.lookupForWrite(1) == null) throw CommandError.NO_SUCH_KEY;
        boolean same = args.sameBytes(1, 2);
        if (onlyIfAbsent && (same || context.lookupForWrite(2) != null)) {
            context.reply().integer(0);
            return;
        }
        if (!same) context.effects().add(EffectOp.RENAME, args, 1, 2);
        if (onlyIfAbsent) context.reply().integer(1);
        else context.reply().ok();
    }

    private static void copy(CommandContext context) {
        Args args = context.args();
        int source = context.session().database();
        int target = source;
        boolean replace = false;
        for (int i = 3; i < args.count(); i++) {
            if (args.is(i, "REPLACE")) {
                replace = true;
            } else if (args.is(i, "DB") && i + 1 < args.count()) {
                target = database(context, ++i);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        if (context.server().cluster().enabled() && (source != 0 || target != 0)) throw NO_COPY_IN_CLUSTER;
        if (source == target && args.sameBytes(1, 2)) throw SAME_OBJECT;
        boolean copies = context.lookup(1) != null && (context.peek(target, args, 2) == null || replace);
        if (copies) {
            Effects effects = context.effects().begin(EffectOp.COPY, target == source ? 3 : 5).arg(args, 1).arg(args, 2);
            if (target != source) effects.arg(Tokens.DB).arg(target);
            effects.arg(Tokens.REPLACE).end();
        }
        context.reply().integer(copies);
    }

    private static void move(CommandContext context) {
        if (context.server().cluster().enabled()) throw NO_MOVE_IN_CLUSTER;
        Args args = context.args();
        int target = database(context, 2);
        if (target == context.session().database()) throw SAME_OBJECT;
        boolean moves = context.lookupForWrite(1) != null && context.peek(target, args, 1) == null;
        if (moves) context.effects().begin(EffectOp.MOVE, 2).arg(args, 1).arg(target).end();
        context.reply().integer(moves);
    }

    /** The database that argument {@code i} names. */
    static int database(CommandContext context, int i) {
        int index = context.intArg(i);
        if (index < 0 || index >= context.databases()) throw CommandError.DB_INDEX_OUT_OF_RANGE;
        return index;
    }
}
