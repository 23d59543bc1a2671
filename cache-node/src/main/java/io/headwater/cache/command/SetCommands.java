package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.SetValue;
import org.jspecify.annotations.Nullable;

/** Commands on one set, and SMOVE. */
final class SetCommands {
    private final EarlierArguments earlier = new EarlierArguments();

    private SetCommands() {}

    static void addTo(CommandTable table) {
        SetCommands commands = new SetCommands();
        CommandGroup group = CommandGroup.SET;
        table.add("sadd", -3, 1, 1, 1, group, "write denyoom fast", context -> commands.change(context, EffectOp.SADD));
        table.add("srem", -3, 1, 1, 1, group, "write fast", context -> commands.change(context, EffectOp.SREM));
        table.add("smembers", 2, 1, 1, 1, group, "readonly", SetCommands::members);
        table.add("sismember", 3, 1, 1, 1, group, "readonly fast", SetCommands::isMember);
        table.add("smismember", -3, 1, 1, 1, group, "readonly fast", SetCommands::areMembers);
        table.add("scard", 2, 1, 1, 1, group, "readonly fast", SetCommands::size);
        table.add("smove", 4, 1, 2, 1, group, "write fast", SetCommands::move);
    }

    /** Adds members, or removes them: yields those that are not what they shall be. */
    private void change(CommandContext context, EffectOp op) {
        Args args = context.args();
        Effects effects = context.effects();
        SetValue set = context.forWrite(1, SetValue.class);
        Hasher hasher = context.hasher();
        boolean removes = op == EffectOp.SREM;
        boolean single = args.count() == 3;
        if (!single) earlier.begin(args.count());
        int changed = 0;
        for (int i = 2; i < args.count(); i++) {
            if (contains(set, args, i) != removes || !(single || earlier.isNew(args, i, hasher))) continue;
            if (changed++ == 0) effects.begin(op, 2).arg(args, 1);
            effects.arg(args, i);
        }
        if (changed > 0) effects.end();
        context.reply().integer(changed);
    }

    private static void members(CommandContext context) {
        SetValue set = context.read(1, SetValue.class);
        context.reply().setHeader(set == null ? 0 : set.size());
        if (set != null) set.forEach(context.reply()::bulk);
    }

    private static void isMember(CommandContext context) {
        context.reply().integer(contains(context.read(1, SetValue.class), context.args(), 2));
    }

    private static void areMembers(CommandContext context) {
        SetValue set = context.read(1, SetValue.class);
        int count = context.count();
        context.reply().arrayHeader(count - 2);
        for (int i = 2; i < count; i++) context.reply().integer(contains(set, context.args(), i));
    }

    private static void size(CommandContext context) {
        SetValue set = context.read(1, SetValue.class);
        context.reply().integer(set == null ? 0 : set.size());
    }

    private static void move(CommandContext context) {
        Args args = context.args();
        SetValue source = context.forWrite(1, SetValue.class);
        // Redis does not even look at the type of the target when there is no source.
        SetValue target = source == null ? null : context.forWrite(2, SetValue.class);
        boolean present = contains(source, args, 3);
        if (present && source != target) {
            context.effects().begin(EffectOp.SREM, 2).arg(args, 1).arg(args, 3).end();
            if (!contains(target, args, 3)) context.effects().begin(EffectOp.SADD, 2).arg(args, 2).arg(args, 3).end();
        }
        context.reply().integer(present);
    }

    private static boolean contains(@Nullable SetValue set, Args args, int i) {
        return set != null && set.contains(args.bytes(), args.offset(i), args.length(i));
    }
}
