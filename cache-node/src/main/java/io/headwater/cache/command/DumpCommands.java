package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.rdb.DumpPayload;
import io.headwater.cache.rdb.RdbException;

/**
 * DUMP and RESTORE in Redis's format. What is logged of a RESTORE are the commands that make the value, so that the log holds no second form of one, and history,
 * filters and digests see its members.
 */
final class DumpCommands {
    private static final CommandError IDLE_TIME = new CommandError("ERR Invalid IDLETIME value, must be >= 0");
    private static final CommandError FREQUENCY = new CommandError("ERR Invalid FREQ value, must be >= 0 and <= 255");
    private static final CommandError BUSY_KEY = new CommandError("BUSYKEY Target key name already exists.");
    private static final CommandError TTL = new CommandError("ERR Invalid TTL value, must be >= 0");
    private static final CommandError NOT_VERIFIED = new CommandError("ERR DUMP payload version or checksum are wrong");
    private static final CommandError BAD_FORMAT = new CommandError("ERR Bad data format");
    private static final int MAX_FREQUENCY = 255;

    private DumpCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.add("dump", 2, 1, 1, 1, group, "readonly", DumpCommands::dump);
        table.add("restore", -4, 1, 1, 1, group, "write denyoom", DumpCommands::restore);
        table.add("restore-asking", -4, 1, 1, 1, group, "write denyoom asking", DumpCommands::restore);
    }

    private static void dump(CommandContext context) {
        Entry entry = context.lookup(1);
        if (entry == null) context.reply().nullBulk();
        else context.reply().bulk(DumpPayload.of(entry.value()));
    }

    private static void restore(CommandContext context) {
        Args args = context.args();
        boolean replace = false;
        boolean absolute = false;
        long idle = -1;
        long frequency = -1;
        for (int i = 4; i < args.count(); i++) {
            boolean more = i + 1 < args.count();
            if (args.is(i, "REPLACE")) replace = true;
            else if (args.is(i, "ABSTTL")) absolute = true;
            else if (args.is(i, "IDLETIME") && more && frequency == -1) idle = context.longArg(++i, 0, Long.MAX_VALUE, errorAt(args, i, IDLE_TIME));
            else if (args.is(i, "FREQ") && more && idle == -1) frequency = context.longArg(++i, 0, MAX_FREQUENCY, errorAt(args, i, FREQUENCY));
            else throw CommandError.SYNTAX;
        }
        boolean present = context.lookupForWrite(1) != null;
        if (present && !replace) throw BUSY_KEY;
        long ttl = context.longArg(2);
        if (ttl < 0) throw TTL;
        Value value = value(context);
        if (present) context.effects().add(EffectOp.DEL, args, 1);
        long expireAtMs = ttl == 0 ? Entry.NO_EXPIRY : absolute ? ttl : ttl + context.nowMs();
        // A sum that overflows is a time in the past, as in Redis.
        boolean expired = ttl != 0 && expireAtMs <= context.nowMs();
        if (!expired) {
            make(context, value);
            if (ttl != 0) context.effects().begin(EffectOp.PEXPIREAT, 2).arg(args, 1).arg(expireAtMs).end();
        }
        context.reply().ok();
    }

    private static CommandError errorAt(Args args, int i, CommandError outOfRange) {
        return args.isLong(i) ? outOfRange : CommandError.NOT_AN_INTEGER;
    }

    private static Value value(CommandContext context) {
        byte[] payload = context.args().copy(3);
        if (!DumpPayload.isSound(payload)) throw NOT_VERIFIED;
        try {
            return DumpPayload.value(payload, context.hasher());
        } catch (RdbException damaged) {
            throw BAD_FORMAT;
        }
    }

    /** Yields what makes the key of argument 1, which is absent, hold the value. */
    private static void make(CommandContext context, Value value) {
        Effects effects = context.effects();
        switch (value) {
            case StringValue string -> effects.begin(EffectOp.SET, 2).arg(context.args(), 1).arg(string.bytes(), 0, string.length()).end();
            case ListValue list -> {
                MemberEffects pushed = new MemberEffects(context, EffectOp.RPUSH, 1);
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) pushed.member(cursor.bytes(), cursor.offset(), cursor.length());
                pushed.end();
            }
            case HashValue hash -> {
                MemberEffects set = new MemberEffects(context, EffectOp.HSET, 1);
                hash.forEach(set::pair);
                set.end();
            }
            case SetValue set -> {
                MemberEffects added = new MemberEffects(context, EffectOp.SADD, 1);
                set.forEach(added::member);
                added.end();
            }
            case StreamValue stream -> new StreamMaker(effects, context.args().copy(1)).make(stream);
            case SortedSetValue set -> {
                MemberEffects added = new MemberEffects(context, EffectOp.ZADD, 1);
                set.forEach((member, offset, length, score) -> added.scored(score, member, offset, length));
                added.end();
            }
        }
    }
}
