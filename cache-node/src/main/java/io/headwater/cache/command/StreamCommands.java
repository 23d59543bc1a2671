package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamLimits;
import io.headwater.cache.engine.StreamValue;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands that change a stream's entries. An added entry is logged with its ID, and a trim as the exact length that it leaves. */
final class StreamCommands {
    private static final CommandError ZERO_ID = new CommandError("ERR The ID specified in XADD must be greater than 0-0");
    private static final CommandError EXHAUSTED =
            new CommandError("ERR The stream has exhausted the last possible ID, unable to add more items");
    private static final CommandError SMALL_ID =
            new CommandError("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    private static final CommandError TOO_LARGE = new CommandError("ERR Elements are too large to be stored");
    private static final CommandError NEGATIVE_ADDED = new CommandError("ERR entries_added must be positive");
    private static final CommandError BELOW_GIVEN_DELETED =
            new CommandError("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    private static final CommandError BELOW_DELETED =
            new CommandError("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
    private static final CommandError BELOW_TOP =
            new CommandError("ERR The ID specified in XSETID is smaller than the target stream top item");
    private static final CommandError FEWER_ADDED =
            new CommandError("ERR The entries_added specified in XSETID is smaller than the target stream length");
    private static final long MAX_ENTRY_BYTES = 1L << 30;
    private static final int MAX_IDS_PER_EFFECT = 512;
    private static final byte[] MAXLEN = PubSub.bytes("MAXLEN");
    private static final byte[] EXACTLY = PubSub.bytes("=");
    private static final byte[] ENTRIESADDED = PubSub.bytes("ENTRIESADDED");
    private static final byte[] MAXDELETEDID = PubSub.bytes("MAXDELETEDID");

    private StreamCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.add("xadd", -5, 1, 1, 1, group, "write denyoom fast", StreamCommands::add);
        table.add("xlen", 2, 1, 1, 1, group, "readonly fast", StreamCommands::length);
        table.add("xdel", -3, 1, 1, 1, group, "write fast", StreamCommands::delete);
        table.add("xtrim", -4, 1, 1, 1, group, "write", StreamCommands::trim);
        table.add("xsetid", -3, 1, 1, 1, group, "write denyoom fast", StreamCommands::setId);
    }

    private static void add(CommandContext context) {
        Args args = context.args();
        StreamTrimOptions options = StreamTrimOptions.parse(context, true);
        int idAt = options.end;
        NewId wanted = idAt < args.count() ? NewId.parse(context, idAt) : NewId.AUTOMATIC;
        StreamLimits limits = context.server().keyspace().streamLimits();
        options.check(true, limits);
        int pairs = args.count() - idAt - 1;
        if (pairs < 2 || pairs % 2 != 0) throw CommandError.wrongArity(context.spec().name());
        if (wanted.isZero()) throw ZERO_ID;
        StreamValue stream = context.forWrite(1, StreamValue.class);
        if (stream == null && options.onlyIfPresent) {
            context.reply().nullBulk();
            return;
        }
        StreamId last = stream == null ? StreamId.MIN : stream.lastId();
        if (last.equals(StreamId.MAX)) throw EXHAUSTED;
        StreamId id = wanted.behind(last, context.nowMs());
        if (id == null || id.compareTo(last) <= 0) throw SMALL_ID;
        long pairBytes = 0;
        for (int i = idAt + 1; i < args.count(); i++) pairBytes += args.length(i);
        if (pairBytes > MAX_ENTRY_BYTES) throw TOO_LARGE;
        byte[] idBytes = id.bytes();
        Effects effects = context.effects();
        effects.begin(EffectOp.XADD, pairs + 2).arg(args, 1).arg(idBytes).argsFrom(args, idAt + 1).end();
        if (options.trims()) trimBehind(context, stream == null ? new StreamValue() : stream, id, pairBytes, options, limits);
        context.reply().bulk(idBytes);
    }

    private static void trimBehind(CommandContext context, StreamValue stream, StreamId id, long pairBytes, StreamTrimOptions options, StreamLimits limits) {
        long removed = options.removed(stream.trim().after(id, stream.beginsBlock(pairBytes, limits)));
        if (removed > 0) trimTo(context, stream.length() + 1 - removed);
    }

    private static void trimTo(CommandContext context, long length) {
        context.effects().begin(EffectOp.XTRIM, 4).arg(context.args(), 1).arg(MAXLEN).arg(EXACTLY).arg(length).end();
    }

    private static void trim(CommandContext context) {
        StreamTrimOptions options = StreamTrimOptions.parse(context, false);
        options.check(false, context.server().keyspace().streamLimits());
        StreamValue stream = context.forWrite(1, StreamValue.class);
        long removed = stream == null ? 0 : options.removed(stream.trim());
        if (stream != null && removed > 0) trimTo(context, stream.length() - removed);
        context.reply().integer(removed);
    }

    private static void length(CommandContext context) {
        StreamValue stream = context.read(1, StreamValue.class);
        context.reply().integer(stream == null ? 0 : stream.length());
    }

    private static void delete(CommandContext context) {
        Args args = context.args();
        StreamValue stream = context.forWrite(1, StreamValue.class);
        if (stream == null) {
            context.reply().integer(0);
            return;
        }
        Set<StreamId> ids = new LinkedHashSet<>();
        for (int i = 2; i < args.count(); i++) ids.add(StreamArguments.strict(context, i));
        ids.removeIf(id -> !stream.contains(id));
        idEffects(context, EffectOp.XDEL, 0, ids);
        context.reply().integer(ids.size());
    }

    /** Yields {@code op} on the key, with {@code more} arguments behind it and then the IDs, in as many effects as it takes. */
    static void idEffects(CommandContext context, EffectOp op, int more, Set<StreamId> ids) {
        int left = ids.size();
        int inEffect = 0;
        Effects effects = context.effects();
        for (StreamId id : ids) {
            if (inEffect == 0) {
                inEffect = Math.min(left, MAX_IDS_PER_EFFECT);
                left -= inEffect;
                effects.begin(op, 1 + more + inEffect).arg(context.args(), 1);
                for (int i = 0; i < more; i++) effects.arg(context.args(), 2 + i);
            }
            effects.arg(id.bytes());
            if (--inEffect == 0) effects.end();
        }
    }

    private static void setId(CommandContext context) {
        Args args = context.args();
        StreamId id = StreamArguments.strict(context, 2);
        long added = -1;
        StreamId deleted = StreamId.MIN;
        for (int i = 3; i < args.count(); i += 2) {
            boolean more = i + 1 < args.count();
            if (args.is(i, "ENTRIESADDED") && more) {
                added = context.longArg(i + 1);
                if (added < 0) throw NEGATIVE_ADDED;
            } else if (args.is(i, "MAXDELETEDID") && more) {
                deleted = StreamArguments.strict(context, i + 1);
                if (id.compareTo(deleted) < 0) throw BELOW_GIVEN_DELETED;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        StreamValue stream = context.forWrite(1, StreamValue.class);
        if (stream == null) throw CommandError.NO_SUCH_KEY;
        if (stream.length() > 0) {
            if (id.compareTo(top(stream)) < 0) throw BELOW_TOP;
            if (added != -1 && stream.length() > added) throw FEWER_ADDED;
        }
        if (id.compareTo(stream.maxDeletedId()) < 0) throw BELOW_DELETED;
        // A count that is not given stays, also one that came to more than can be said.
        Effects effects = context.effects().begin(EffectOp.XSETID, added == -1 ? 4 : 6).arg(args, 1).arg(id.bytes());
        if (added != -1) effects.arg(ENTRIESADDED).arg(added);
        effects.arg(MAXDELETEDID).arg((deleted.isZero() ? stream.maxDeletedId() : deleted).bytes()).end();
        context.reply().ok();
    }

    /** The ID of the newest entry that is there; 0-0 if there is none. */
    static StreamId top(StreamValue stream) {
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, true);
        return cursor.next() ? cursor.id() : StreamId.MIN;
    }

    /**
     * The ID that XADD asks for.
     *
     * @param given null: by the clock
     * @param withSeq whether the second part was given
     */
    private record NewId(@Nullable StreamId given, boolean withSeq) {
        static final NewId AUTOMATIC = new NewId(null, false);

        static NewId parse(CommandContext context, int i) {
            String text = StreamArguments.text(context.args(), i);
            if (text.equals("*")) return AUTOMATIC;
            if (!text.endsWith("-*") || text.indexOf('-') != text.length() - 2) return new NewId(StreamArguments.strict(context, i), true);
            Long ms = StreamArguments.unsigned(text.substring(0, text.length() - 2));
            if (ms == null) throw StreamArguments.INVALID_ID;
            return new NewId(new StreamId(ms, 0), false);
        }

        boolean isZero() {
            return given != null && withSeq && given.isZero();
        }

        /** The ID of an entry that is added behind {@code last} at {@code nowMs}; null if there is none. */
        @Nullable StreamId behind(StreamId last, long nowMs) {
            if (given == null) return Long.compareUnsigned(nowMs, last.ms()) > 0 ? new StreamId(nowMs, 0) : last.next();
            if (withSeq || given.ms() != last.ms()) return given;
            return last.seq() == -1 ? null : last.next();
        }
    }
}
