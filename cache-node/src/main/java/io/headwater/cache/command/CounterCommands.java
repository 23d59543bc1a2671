package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.ExtendedFloat;
import io.headwater.cache.engine.StringValue;
import org.jspecify.annotations.Nullable;

/** Commands that count. What is logged is the result, so that a replay cannot count twice. */
final class CounterCommands {
    private static final CommandError OVERFLOW = new CommandError("ERR increment or decrement would overflow");
    private static final CommandError DECREMENT_OVERFLOW = new CommandError("ERR decrement would overflow");
    private static final CommandError NOT_FINITE = new CommandError("ERR increment would produce NaN or Infinity");

    private CounterCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STRING;
        table.add("incr", 2, 1, 1, 1, group, "write denyoom fast", context -> add(context, 1));
        table.add("decr", 2, 1, 1, 1, group, "write denyoom fast", context -> add(context, -1));
        table.add("incrby", 3, 1, 1, 1, group, "write denyoom fast", context -> add(context, context.longArg(2)));
        table.add("decrby", 3, 1, 1, 1, group, "write denyoom fast", CounterCommands::subtract);
        table.add("incrbyfloat", 3, 1, 1, 1, group, "write denyoom fast", CounterCommands::addFloat);
    }

    private static void subtract(CommandContext context) {
        long decrement = context.longArg(2);
        if (decrement == Long.MIN_VALUE) throw DECREMENT_OVERFLOW;
        add(context, -decrement);
    }

    private static void add(CommandContext context, long increment) {
        StringValue value = context.forWrite(1, StringValue.class);
        if (value != null && !value.isLong()) throw CommandError.NOT_AN_INTEGER;
        long old = value == null ? 0 : value.toLong();
        long sum = old + increment;
        if (((old ^ sum) & (increment ^ sum)) < 0) throw OVERFLOW;
        Args args = context.args();
        if (value == null) context.effects().begin(EffectOp.SET, 2).arg(args, 1).arg(sum).end();
        else context.effects().begin(EffectOp.SET, 3).arg(args, 1).arg(sum).arg(Tokens.KEEPTTL).end();
        context.reply().integer(sum);
    }

    private static void addFloat(CommandContext context) {
        StringValue value = context.forWrite(1, StringValue.class);
        Args args = context.args();
        ExtendedFloat old = value == null ? ExtendedFloat.ZERO : parsed(ExtendedFloat.parse(value.array(), value.offset(), value.length()));
        ExtendedFloat increment = parsed(ExtendedFloat.parse(args.bytes(), args.offset(2), args.length(2)));
        ExtendedFloat sum = old.plus(increment);
        if (sum == null) throw NOT_FINITE;
        byte[] text = sum.text();
        if (value == null) context.effects().begin(EffectOp.SET, 2).arg(args, 1).arg(text).end();
        else context.effects().begin(EffectOp.SET, 3).arg(args, 1).arg(text).arg(Tokens.KEEPTTL).end();
        context.reply().bulk(text);
    }

    private static ExtendedFloat parsed(@Nullable ExtendedFloat number) {
        if (number == null) throw CommandError.NOT_A_FLOAT;
        return number;
    }
}
