package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** XPENDING: what a group has not acknowledged, in sum or one by one. */
final class StreamPendingCommand {
    private StreamPendingCommand() {}

    static void addTo(CommandTable table) {
        table.add("xpending", -3, 1, 1, 1, CommandGroup.STREAM, "readonly", StreamPendingCommand::pending);
    }

    /**
     * One by one: which.
     *
     * @param consumer index of the argument that names one; 0: all
     */
    private record Wanted(StreamId first, StreamId last, long count, long minIdleMs, int consumer) {
        static Wanted parse(CommandContext context) {
            Args args = context.args();
            int at = 3;
            long minIdleMs = 0;
            if (args.is(3, "IDLE")) {
                minIdleMs = context.longArg(4);
                if (args.count() < 8) throw CommandError.SYNTAX;
                at = 5;
            }
            long count = Math.max(0, context.longArg(at + 2));
            StreamId first = StreamArguments.start(context, at);
            StreamId last = StreamArguments.end(context, at + 1);
            return new Wanted(first, last, count, minIdleMs, at + 3 < args.count() ? at + 3 : 0);
        }
    }

    private static void pending(CommandContext context) {
        Args args = context.args();
        int count = args.count();
        if (count != 3 && (count < 6 || count > 9)) throw CommandError.SYNTAX;
        Wanted wanted = count == 3 ? null : Wanted.parse(context);
        StreamGroup group = StreamArguments.group(context.read(1, StreamValue.class), args, 2);
        if (group == null) throw StreamArguments.noGroup(args);
        if (wanted == null) sum(context.reply(), group);
        else each(context, group, wanted);
    }

    private static void sum(ReplyBuffer reply, StreamGroup group) {
        reply.arrayHeader(4);
        reply.integer(group.pending().size());
        if (group.pending().isEmpty()) {
            reply.nullBulk();
            reply.nullBulk();
            reply.nullArray();
            return;
        }
        NavigableMap<StreamId, PendingEntry> all = group.pending(StreamId.MIN, StreamId.MAX);
        reply.bulk(all.firstKey().bytes());
        reply.bulk(all.lastKey().bytes());
        List<StreamConsumer> busy = group.consumers().stream().filter(consumer -> !consumer.pending().isEmpty()).toList();
        reply.arrayHeader(busy.size());
        for (StreamConsumer consumer : busy) {
            reply.arrayHeader(2);
            reply.bulk(consumer.name());
            reply.bulk(consumer.pending().size());
        }
    }

    private static void each(CommandContext context, StreamGroup group, Wanted wanted) {
        ReplyBuffer reply = context.reply();
        NavigableMap<StreamId, PendingEntry> range = group.pending(wanted.first, wanted.last);
        if (wanted.consumer > 0) {
            @Nullable StreamConsumer consumer = group.consumer(context.args().copy(wanted.consumer));
            if (consumer == null) {
                reply.arrayHeader(0);
                return;
            }
            range = consumer.pending(wanted.first, wanted.last);
        }
        int opened = reply.open();
        int replied = 0;
        for (PendingEntry entry : range.values()) {
            if (replied >= wanted.count) break;
            long idleMs = context.nowMs() - entry.deliveredAtMs();
            if (wanted.minIdleMs != 0 && idleMs < wanted.minIdleMs) continue;
            replied++;
            reply.arrayHeader(4);
            reply.bulk(entry.id().bytes());
            reply.bulk(entry.consumer().name());
            reply.integer(Math.max(0, idleMs));
            reply.integer(entry.deliveries());
        }
        reply.closeArray(opened, replied);
    }
}
