package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** XCLAIM and XAUTOCLAIM: pending entries change hands. One whose entry is gone is acknowledged instead. */
final class StreamClaimCommands {
    private static final CommandError BAD_COUNT = new CommandError("ERR COUNT must be > 0");
    private static final long MAX_COUNT = Long.MAX_VALUE / 16;
    private static final int ATTEMPTS_PER_ENTRY = 10;
    private static final long NOT_GIVEN = -1;

    /** What an entry of the group's list would be, of which this call has claimed it. */
    private record Claimed(long deliveredAtMs, long deliveries) {}

    private StreamClaimCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.add("xclaim", -6, 1, 1, 1, group, "write fast", StreamClaimCommands::claim);
        table.add("xautoclaim", -6, 1, 1, 1, group, "write fast", StreamClaimCommands::claimIdle);
    }

    private static CommandError invalid(String what, String command) {
        return new CommandError("ERR Invalid " + what + " argument for " + command);
    }

    private static long number(CommandContext context, int i, CommandError error) {
        return context.longArg(i, Long.MIN_VALUE, Long.MAX_VALUE, error);
    }

    private static void claim(CommandContext context) {
        Args args = context.args();
        StreamValue stream = context.forWrite(1, StreamValue.class);
        StreamGroup group = StreamArguments.group(stream, args, 2);
        if (stream == null || group == null) throw StreamArguments.noGroup(args);
        long minIdleMs = Math.max(0, number(context, 4, invalid("min-idle-time", "XCLAIM")));
        List<StreamId> ids = new ArrayList<>();
        int i = 5;
        for (; i < args.count(); i++) {
            StreamId id = StreamArguments.strictOrNull(context, i);
            if (id == null) break;
            ids.add(id);
        }
        ClaimOptions options = ClaimOptions.parse(context, i);
        StreamId lastId = options.lastId.compareTo(group.lastId()) > 0 ? options.lastId : group.lastId();
        StreamClaims claims = new StreamClaims(context, 1, 2, 3, lastId);
        Map<StreamId, Claimed> claimed = new LinkedHashMap<>();
        Set<StreamId> gone = new LinkedHashSet<>();
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int replied = 0;
        for (StreamId id : ids) {
            PendingEntry pending = group.pending(id);
            StreamCursor cursor = stream.cursor(id, id, false);
            if (!cursor.next()) {
                if (pending != null) gone.add(id);
                continue;
            }
            if (pending == null && !options.force && !claimed.containsKey(id)) continue;
            Claimed before = claimed.get(id);
            boolean isNew = pending == null && before == null;
            long deliveredAtMs = before != null ? before.deliveredAtMs : pending != null ? pending.deliveredAtMs() : 0;
            long deliveries = before != null ? before.deliveries : pending != null ? pending.deliveries() : 1;
            if (!isNew && minIdleMs > 0 && context.nowMs() - deliveredAtMs < minIdleMs) continue;
            if (options.retryCount >= 0) deliveries = options.retryCount;
            else if (!options.justId) deliveries++;
            claimed.put(id, new Claimed(options.deliveredAtMs, deliveries));
            if (options.justId) reply.bulk(id.bytes());
            else StreamRangeCommands.entry(reply, cursor);
            replied++;
        }
        StreamCommands.idEffects(context, EffectOp.XACK, 1, gone);
        if (!claimed.isEmpty()) claims.ensureConsumer(group, context.nowMs());
        claimed.forEach((id, state) -> claims.add(id, state.deliveredAtMs, state.deliveries));
        claims.end();
        if (claimed.isEmpty() && !lastId.equals(group.lastId())) claims.position(lastId, group.entriesRead());
        reply.closeArray(opened, replied);
    }

    /** The options of XCLAIM. */
    private static final class ClaimOptions {
        boolean force;
        boolean justId;
        long retryCount = NOT_GIVEN;
        long deliveredAtMs = NOT_GIVEN;
        StreamId lastId = StreamId.MIN;

        static ClaimOptions parse(CommandContext context, int from) {
            ClaimOptions options = new ClaimOptions();
            Args args = context.args();
            for (int i = from; i < args.count(); i++) {
                boolean more = i + 1 < args.count();
                if (args.is(i, "FORCE")) options.force = true;
                else if (args.is(i, "JUSTID")) options.justId = true;
                else if (args.is(i, "IDLE") && more) options.deliveredAtMs = context.nowMs() - number(context, ++i, invalid("IDLE option", "XCLAIM"));
                else if (args.is(i, "TIME") && more) options.deliveredAtMs = number(context, ++i, invalid("TIME option", "XCLAIM"));
                else if (args.is(i, "RETRYCOUNT") && more) options.retryCount = number(context, ++i, invalid("RETRYCOUNT option", "XCLAIM"));
                else if (args.is(i, "LASTID") && more) options.lastId = StreamArguments.strict(context, ++i);
                else throw new CommandError("ERR Unrecognized XCLAIM option '" + CommandError.quoted(args, i) + "'");
            }
            // A time that makes no sense is taken for now, rather than for a mistake: clients reckon it by their own clocks.
            if (options.deliveredAtMs < 0 || options.deliveredAtMs > context.nowMs()) options.deliveredAtMs = context.nowMs();
            return options;
        }
    }

    private static void claimIdle(CommandContext context) {
        Args args = context.args();
        long minIdleMs = Math.max(0, number(context, 4, invalid("min-idle-time", "XAUTOCLAIM")));
        StreamId start = StreamArguments.start(context, 5);
        long count = 100;
        boolean justId = false;
        for (int i = 6; i < args.count(); i++) {
            if (args.is(i, "COUNT") && i + 1 < args.count()) count = context.longArg(++i, 1, MAX_COUNT, BAD_COUNT);
            else if (args.is(i, "JUSTID")) justId = true;
            else throw CommandError.SYNTAX;
        }
        StreamValue stream = context.forWrite(1, StreamValue.class);
        StreamGroup group = StreamArguments.group(stream, args, 2);
        if (stream == null || group == null) throw StreamArguments.noGroup(args);
        StreamClaims claims = new StreamClaims(context, 1, 2, 3, group.lastId());
        Set<StreamId> gone = new LinkedHashSet<>();
        StreamId next = StreamId.MIN;
        long attempts = count * ATTEMPTS_PER_ENTRY;
        ReplyBuffer claimed = new ReplyBuffer(256);
        claimed.protocol(context.session().protocol());
        int replied = 0;
        for (PendingEntry pending : group.pending(start, StreamId.MAX).values()) {
            if (attempts-- == 0 || count == 0) {
                next = pending.id();
                break;
            }
            StreamCursor cursor = stream.cursor(pending.id(), pending.id(), false);
            if (!cursor.next()) {
                gone.add(pending.id());
                count--;
                continue;
            }
            if (minIdleMs > 0 && context.nowMs() - pending.deliveredAtMs() < minIdleMs) continue;
            if (replied == 0) claims.ensureConsumer(group, context.nowMs());
            claims.add(pending.id(), context.nowMs(), pending.deliveries() + (justId ? 0 : 1));
            if (justId) claimed.bulk(pending.id().bytes());
            else StreamRangeCommands.entry(claimed, cursor);
            replied++;
            count--;
        }
        claims.end();
        StreamCommands.idEffects(context, EffectOp.XACK, 1, gone);
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(3);
        reply.bulk(next.bytes());
        reply.arrayHeader(replied);
        reply.append(claimed);
        reply.arrayHeader(gone.size());
        for (StreamId id : gone) reply.bulk(id.bytes());
    }
}
