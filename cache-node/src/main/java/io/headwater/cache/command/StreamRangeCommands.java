package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;

/** XRANGE and XREVRANGE; and how entries are replied. */
final class StreamRangeCommands {
    private static final long NO_COUNT = -1;

    private StreamRangeCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.add("xrange", -4, 1, 1, 1, group, "readonly", context -> range(context, false));
        table.add("xrevrange", -4, 1, 1, 1, group, "readonly", context -> range(context, true));
    }

    private static void range(CommandContext context, boolean backwards) {
        Args args = context.args();
        StreamId first = StreamArguments.start(context, backwards ? 3 : 2);
        StreamId last = StreamArguments.end(context, backwards ? 2 : 3);
        long count = NO_COUNT;
        for (int i = 4; i < args.count(); i += 2) {
            if (!args.is(i, "COUNT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            count = Math.max(0, context.longArg(i + 1));
        }
        StreamValue stream = context.read(1, StreamValue.class);
        if (stream == null) context.reply().arrayHeader(0);
        else if (count == 0) context.reply().nullArray();
        else entries(context.reply(), stream.cursor(first, last, backwards), count == NO_COUNT ? 0 : count);
    }

    /** Replies the cursor's entries as an array; of a {@code count} above 0 no more than that. */
    static void entries(ReplyBuffer reply, StreamCursor cursor, long count) {
        int opened = reply.open();
        int replied = 0;
        while ((count == 0 || replied < count) && cursor.next()) {
            entry(reply, cursor);
            replied++;
        }
        reply.closeArray(opened, replied);
    }

    /** Replies the entry that the cursor is at. */
    static void entry(ReplyBuffer reply, StreamCursor cursor) {
        reply.arrayHeader(2);
        reply.bulk(cursor.id().bytes());
        reply.arrayHeader(2 * cursor.fields());
        while (cursor.nextField()) {
            slice(reply, cursor.field());
            slice(reply, cursor.value());
        }
    }

    private static void slice(ReplyBuffer reply, Slice slice) {
        reply.bulk(slice.bytes(), slice.offset(), slice.length());
    }
}
