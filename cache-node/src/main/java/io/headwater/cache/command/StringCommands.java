package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.StringValue;
import org.jspecify.annotations.Nullable;

/** Commands that write and read whole strings. */
final class StringCommands {
    /** Filled anew by each call; only the writer thread uses one. */
    private final SetOptions options = new SetOptions();

    private StringCommands() {}

    static void addTo(CommandTable table) {
        StringCommands commands = new StringCommands();
        CommandGroup group = CommandGroup.STRING;
        table.add("get", 2, 1, 1, 1, group, "readonly fast", StringCommands::get);
        table.add("set", -3, 1, 1, 1, group, "write denyoom", commands::set);
        table.add("setnx", 3, 1, 1, 1, group, "write denyoom fast", StringCommands::setIfAbsent);
        table.add("setex", 4, 1, 1, 1, group, "write denyoom", context -> setWithExpiry(context, true));
        table.add("psetex", 4, 1, 1, 1, group, "write denyoom", context -> setWithExpiry(context, false));
        table.add("getset", 3, 1, 1, 1, group, "write denyoom fast", StringCommands::getSet);
        table.add("getdel", 2, 1, 1, 1, group, "write fast", StringCommands::getDelete);
        table.add("getex", -2, 1, 1, 1, group, "write fast", commands::getExpire);
        table.add("mget", -2, 1, -1, 1, group, "readonly fast", StringCommands::getMany);
        table.add("mset", -3, 1, -1, 2, group, "write denyoom", context -> setMany(context, false));
        table.add("msetnx", -3, 1, -1, 2, group, "write denyoom", context -> setMany(context, true));
    }

    private static void get(CommandContext context) {
        reply(context, context.string(1));
    }

    private static void reply(CommandContext context, @Nullable StringValue value) {
        if (value == null) context.reply().nullBulk();
        else context.reply().bulk(value.array(), value.offset(), value.length());
    }

    private void set(CommandContext context) {
        Args args = context.args();
        if (args.count() == 3) {
            context.effects().add(EffectOp.SET, args, 1, 2);
            context.reply().ok();
            return;
        }
        options.parse(args, 3, false);
        long expireAtMs = options.hasExpiry() ? options.expireAtMs(context) : Entry.NO_EXPIRY;
        if (options.get) reply(context, context.string(1));
        boolean present = context.lookupForWrite(1) != null;
        if (options.ifAbsent ? present : options.ifPresent && !present) {
            if (!options.get) context.reply().nullBulk();
            return;
        }
        set(context, 2, expireAtMs, options.keepTtl);
        if (!options.get) context.reply().ok();
    }

    /** Yields {@code SET} of the key at 1 and the value at {@code value}. */
    private static void set(CommandContext context, int value, long expireAtMs, boolean keepTtl) {
        Args args = context.args();
        Effects effects = context.effects();
        if (keepTtl) effects.begin(EffectOp.SET, 3).arg(args, 1).arg(args, value).arg(Tokens.KEEPTTL).end();
        else if (expireAtMs == Entry.NO_EXPIRY) effects.add(EffectOp.SET, args, 1, value);
        else effects.begin(EffectOp.SET, 4).arg(args, 1).arg(args, value).arg(Tokens.PXAT).arg(expireAtMs).end();
    }

    private static void setIfAbsent(CommandContext context) {
        boolean absent = context.lookupForWrite(1) == null;
        if (absent) context.effects().add(EffectOp.SET, context.args(), 1, 2);
        context.reply().integer(absent);
    }

    private static void setWithExpiry(CommandContext context, boolean seconds) {
        set(context, 3, SetOptions.expireAtMs(context, 2, seconds, false), false);
        context.reply().ok();
    }

    private static void getSet(CommandContext context) {
        reply(context, context.string(1));
        context.effects().add(EffectOp.SET, context.args(), 1, 2);
    }

    private static void getDelete(CommandContext context) {
        StringValue value = context.string(1);
        reply(context, value);
        if (value != null) context.effects().add(EffectOp.DEL, context.args(), 1);
    }

    private void getExpire(CommandContext context) {
        Args args = context.args();
        options.parse(args, 2, true);
        Entry entry = context.lookup(1);
        if (entry == null) {
            context.reply().nullBulk();
            return;
        }
        StringValue value = CommandContext.typed(entry, StringValue.class);
        long expireAtMs = options.hasExpiry() ? options.expireAtMs(context) : Entry.NO_EXPIRY;
        context.reply().bulk(value.array(), value.offset(), value.length());
        if (options.hasExpiry()) {
            if (options.isAbsolute() && expireAtMs <= context.nowMs()) context.effects().add(EffectOp.DEL, args, 1);
            else context.effects().begin(EffectOp.PEXPIREAT, 2).arg(args, 1).arg(expireAtMs).end();
        } else if (options.persist && entry.hasExpiry()) {
            context.effects().add(EffectOp.PERSIST, args, 1);
        }
    }

    private static void getMany(CommandContext context) {
        int count = context.count();
        context.reply().arrayHeader(count - 1);
        for (int i = 1; i < count; i++) {
            Entry entry = context.lookup(i);
            reply(context, entry != null && entry.value() instanceof StringValue string ? string : null);
        }
    }

    private static void setMany(CommandContext context, boolean onlyIfAllAbsent) {
        Args args = context.args();
        if (args.count() % 2 == 0) throw CommandError.wrongArity(context.spec().name());
        if (onlyIfAllAbsent) {
            for (int i = 1; i < args.count(); i += 2) {
                if (context.lookupForWrite(i) != null) {
                    context.reply().integer(0);
                    return;
                }
            }
        }
        for (int i = 1; i < args.count(); i += 2) context.effects().add(EffectOp.SET, args, i, i + 1);
        if (onlyIfAllAbsent) context.reply().integer(1);
        else context.reply().ok();
    }
}
