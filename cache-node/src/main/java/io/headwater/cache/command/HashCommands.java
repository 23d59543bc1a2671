package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.ExtendedFloat;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.Slice;
import org.jspecify.annotations.Nullable;

/** Commands on hashes. */
final class HashCommands {
    private static final CommandError VALUE_NOT_AN_INTEGER = new CommandError("ERR hash value is not an integer");
    private static final CommandError VALUE_NOT_A_FLOAT = new CommandError("ERR hash value is not a float");
    private static final CommandError OVERFLOW = new CommandError("ERR increment or decrement would overflow");
    private static final CommandError NOT_FINITE = new CommandError("ERR increment would produce NaN or Infinity");
    private static final CommandError INCREMENT_NOT_FINITE = new CommandError("ERR value is NaN or Infinity");

    /** Filled anew by each read; only the writer thread uses them. */
    private final Slice found = new Slice();

    private final EarlierArguments earlier = new EarlierArguments();

    private HashCommands() {}

    static void addTo(CommandTable table) {
        HashCommands commands = new HashCommands();
        CommandGroup group = CommandGroup.HASH;
        table.add("hset", -4, 1, 1, 1, group, "write denyoom fast", commands::set);
        table.add("hsetnx", 4, 1, 1, 1, group, "write denyoom fast", HashCommands::setIfAbsent);
        table.add("hmset", -4, 1, 1, 1, group, "write denyoom fast", commands::setOld);
        table.add("hget", 3, 1, 1, 1, group, "readonly fast", commands::get);
        table.add("hmget", -3, 1, 1, 1, group, "readonly fast", commands::getMany);
        table.add("hgetall", 2, 1, 1, 1, group, "readonly", HashCommands::getAll);
        table.add("hdel", -3, 1, 1, 1, group, "write fast", commands::delete);
        table.add("hlen", 2, 1, 1, 1, group, "readonly fast", HashCommands::length);
        table.add("hstrlen", 3, 1, 1, 1, group, "readonly fast", commands::valueLength);
        table.add("hexists", 3, 1, 1, 1, group, "readonly fast", HashCommands::exists);
        table.add("hkeys", 2, 1, 1, 1, group, "readonly", HashCommands::names);
        table.add("hvals", 2, 1, 1, 1, group, "readonly", HashCommands::values);
        table.add("hincrby", 4, 1, 1, 1, group, "write denyoom fast", commands::add);
        table.add("hincrbyfloat", 4, 1, 1, 1, group, "write denyoom fast", commands::addFloat);
    }

    private void set(CommandContext context) {
        context.reply().integer(setFields(context));
    }

    private void setOld(CommandContext context) {
        setFields(context);
        context.reply().ok();
    }

    /** Yields what HSET and HMSET do; the number of new fields. */
    private int setFields(CommandContext context) {
        Args args = context.args();
        if (args.count() % 2 != 0) throw CommandError.wrongArity(context.spec().name());
        HashValue hash = context.forWrite(1, HashValue.class);
        int added = 0;
        boolean single = args.count() == 4;
        Hasher hasher = context.hasher();
        if (!single) earlier.begin(args.count() / 2);
        for (int i = 2; i < args.count(); i += 2) {
            if (!contains(hash, args, i) && (single || earlier.isNew(args, i, hasher))) added++;
        }
        context.effects().addAll(EffectOp.HSET, args);
        return added;
    }

    private static void setIfAbsent(CommandContext context) {
        Args args = context.args();
        boolean absent = !contains(context.forWrite(1, HashValue.class), args, 2);
        if (absent) context.effects().addAll(EffectOp.HSET, args);
        context.reply().integer(absent);
    }

    private void get(CommandContext context) {
        replyField(context, context.read(1, HashValue.class), 2);
    }

    private void getMany(CommandContext context) {
        HashValue hash = context.read(1, HashValue.class);
        int count = context.count();
        context.reply().arrayHeader(count - 2);
        for (int i = 2; i < count; i++) replyField(context, hash, i);
    }

    private void replyField(CommandContext context, @Nullable HashValue hash, int field) {
        if (read(hash, context.args(), field)) context.reply().bulk(found.bytes(), found.offset(), found.length());
        else context.reply().nullBulk();
    }

    private static void getAll(CommandContext context) {
        HashValue hash = context.read(1, HashValue.class);
        ReplyBuffer reply = context.reply();
        reply.mapHeader(hash == null ? 0 : hash.size());
        if (hash != null) hash.forEach((field, fieldAt, fieldLength, value, valueAt, valueLength) -> {
            reply.bulk(field, fieldAt, fieldLength);
            reply.bulk(value, valueAt, valueLength);
        });
    }

    private static void names(CommandContext context) {
        HashValue hash = context.read(1, HashValue.class);
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(hash == null ? 0 : hash.size());
        if (hash != null) hash.forEach((field, fieldAt, fieldLength, value, valueAt, valueLength) -> reply.bulk(field, fieldAt, fieldLength));
    }

    private static void values(CommandContext context) {
        HashValue hash = context.read(1, HashValue.class);
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(hash == null ? 0 : hash.size());
        if (hash != null) hash.forEach((field, fieldAt, fieldLength, value, valueAt, valueLength) -> reply.bulk(value, valueAt, valueLength));
    }

    private void delete(CommandContext context) {
        Args args = context.args();
        HashValue hash = context.forWrite(1, HashValue.class);
        if (hash == null) {
            context.reply().integer(0);
            return;
        }
        Effects effects = context.effects();
        Hasher hasher = context.hasher();
        boolean single = args.count() == 3;
        if (!single) earlier.begin(args.count());
        int deleted = 0;
        for (int i = 2; i < args.count(); i++) {
            if (!contains(hash, args, i) || !(single || earlier.isNew(args, i, hasher))) continue;
            if (deleted++ == 0) effects.begin(EffectOp.HDEL, 2).arg(args, 1);
            effects.arg(args, i);
        }
        if (deleted > 0) effects.end();
        context.reply().integer(deleted);
    }

    private static void length(CommandContext context) {
        HashValue hash = context.read(1, HashValue.class);
        context.reply().integer(hash == null ? 0 : hash.size());
    }

    private void valueLength(CommandContext context) {
        boolean present = read(context.read(1, HashValue.class), context.args(), 2);
        context.reply().integer(present ? found.length() : 0);
    }

    private static void exists(CommandContext context) {
        context.reply().integer(contains(context.read(1, HashValue.class), context.args(), 2));
    }

    private void add(CommandContext context) {
        Args args = context.args();
        long increment = context.longArg(3);
        long old = 0;
        if (read(context.forWrite(1, HashValue.class), args, 2)) {
            if (!Numbers.isLong(found.bytes(), found.offset(), found.length())) throw VALUE_NOT_AN_INTEGER;
            old = Numbers.toLong(found.bytes(), found.offset(), found.length());
        }
        long sum = old + increment;
        if (((old ^ sum) & (increment ^ sum)) < 0) throw OVERFLOW;
        context.effects().begin(EffectOp.HSET, 3).arg(args, 1).arg(args, 2).arg(sum).end();
        context.reply().integer(sum);
    }

    private void addFloat(CommandContext context) {
        Args args = context.args();
        ExtendedFloat increment = ExtendedFloat.parse(args.bytes(), args.offset(3), args.length(3));
        if (increment == null) throw CommandError.NOT_A_FLOAT;
        if (Double.isInfinite(args.toDouble(3))) throw INCREMENT_NOT_FINITE;
        ExtendedFloat old = ExtendedFloat.ZERO;
        if (read(context.forWrite(1, HashValue.class), args, 2)) {
            ExtendedFloat parsed = ExtendedFloat.parse(found.bytes(), found.offset(), found.length());
            if (parsed == null) throw VALUE_NOT_A_FLOAT;
            old = parsed;
        }
        ExtendedFloat sum = old.plus(increment);
        if (sum == null) throw NOT_FINITE;
        byte[] text = sum.text();
        context.effects().begin(EffectOp.HSET, 3).arg(args, 1).arg(args, 2).arg(text).end();
        context.reply().bulk(text);
    }

    private static boolean contains(@Nullable HashValue hash, Args args, int i) {
        return hash != null && hash.contains(args.bytes(), args.offset(i), args.length(i));
    }

    private boolean read(@Nullable HashValue hash, Args args, int i) {
        return hash != null && hash.read(args.bytes(), args.offset(i), args.length(i), found);
    }
}
