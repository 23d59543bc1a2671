package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.Collection;

/** XINFO: streams, groups and consumers as they are. */
final class StreamInfoCommands {
    private static final long DEFAULT_COUNT = 10;

    private StreamInfoCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.addContainer(
                "xinfo",
                group,
                CommandSpec.of("xinfo|stream", -3, 2, 2, 1, group, "readonly", StreamInfoCommands::stream),
                CommandSpec.of("xinfo|groups", 3, 2, 2, 1, group, "readonly", StreamInfoCommands::groups),
                CommandSpec.of("xinfo|consumers", 4, 2, 2, 1, group, "readonly", StreamInfoCommands::consumers));
    }

    private static StreamValue required(CommandContext context) {
        StreamValue stream = context.read(2, StreamValue.class);
        if (stream == null) throw CommandError.NO_SUCH_KEY;
        return stream;
    }

    private static void stream(CommandContext context) {
        StreamValue stream = required(context);
        Args args = context.args();
        boolean full = args.count() > 3;
        if (full && (!args.is(3, "FULL") || (args.count() != 4 && args.count() != 6))) throw UnknownCommand.subcommandSyntax(args);
        long count = DEFAULT_COUNT;
        if (args.count() == 6) {
            if (!args.is(4, "COUNT")) throw UnknownCommand.subcommandSyntax(args);
            count = context.longArg(5);
            if (count < 0) count = DEFAULT_COUNT;
        }
        ReplyBuffer reply = context.reply();
        reply.mapHeader(full ? 9 : 10);
        number(reply, "length", stream.length());
        number(reply, "radix-tree-keys", stream.blockCount());
        number(reply, "radix-tree-nodes", RadixNodes.of(stream));
        id(reply, "last-generated-id", stream.lastId());
        id(reply, "max-deleted-entry-id", stream.maxDeletedId());
        number(reply, "entries-added", stream.entriesAdded());
        id(reply, "recorded-first-entry-id", stream.firstId());
        if (full) {
            reply.bulk("entries");
            StreamRangeCommands.entries(reply, stream.cursor(StreamId.MIN, StreamId.MAX, false), count);
            reply.bulk("groups");
            reply.arrayHeader(stream.groups().size());
            for (StreamGroup group : stream.groups()) full(reply, stream, group, count);
        } else {
            number(reply, "groups", stream.groups().size());
            edge(reply, "first-entry", stream.cursor(StreamId.MIN, StreamId.MAX, false));
            edge(reply, "last-entry", stream.cursor(StreamId.MIN, StreamId.MAX, true));
        }
    }

    private static void edge(ReplyBuffer reply, String name, StreamCursor cursor) {
        reply.bulk(name);
        if (cursor.next()) StreamRangeCommands.entry(reply, cursor);
        else reply.nullBulk();
    }

    private static void full(ReplyBuffer reply, StreamValue stream, StreamGroup group, long count) {
        reply.mapHeader(7);
        name(reply, group.name());
        id(reply, "last-delivered-id", group.lastId());
        read(reply, stream, group);
        number(reply, "pel-count", group.pending().size());
        pending(reply, group.pending(), count, true);
        reply.bulk("consumers");
        reply.arrayHeader(group.consumers().size());
        for (StreamConsumer consumer : group.consumers()) {
            reply.mapHeader(4);
            name(reply, consumer.name());
            number(reply, "seen-time", consumer.seenAtMs());
            number(reply, "pel-count", consumer.pending().size());
            pending(reply, consumer.pending(), count, false);
        }
    }

    private static void pending(ReplyBuffer reply, Collection<PendingEntry> entries, long count, boolean withConsumer) {
        reply.bulk("pending");
        int opened = reply.open();
        int replied = 0;
        for (PendingEntry entry : entries) {
            if (count > 0 && replied == count) break;
            replied++;
            reply.arrayHeader(withConsumer ? 4 : 3);
            reply.bulk(entry.id().bytes());
            if (withConsumer) reply.bulk(entry.consumer().name());
            reply.integer(entry.deliveredAtMs());
            reply.integer(entry.deliveries());
        }
        reply.closeArray(opened, replied);
    }

    private static void groups(CommandContext context) {
        StreamValue stream = required(context);
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(stream.groups().size());
        for (StreamGroup group : stream.groups()) {
            reply.mapHeader(6);
            name(reply, group.name());
            number(reply, "consumers", group.consumers().size());
            number(reply, "pending", group.pending().size());
            id(reply, "last-delivered-id", group.lastId());
            read(reply, stream, group);
        }
    }

    /** How far the group has read, and how much it has not; null where nobody can tell. Source: Redis 7.0's {@code streamReplyWithCGLag}. */
    private static void read(ReplyBuffer reply, StreamValue stream, StreamGroup group) {
        reply.bulk("entries-read");
        if (group.entriesRead() == StreamGroup.UNKNOWN) reply.nullBulk();
        else reply.integer(group.entriesRead());
        reply.bulk("lag");
        boolean counts = group.entriesRead() != StreamGroup.UNKNOWN && !stream.hasDeletedFrom(group.lastId());
        long read = counts ? group.entriesRead() : stream.estimateEntriesRead(group.lastId());
        if (stream.entriesAdded() == 0) reply.integer(0);
        else if (read == StreamGroup.UNKNOWN) reply.nullBulk();
        else reply.integer(stream.entriesAdded() - read);
    }

    private static void consumers(CommandContext context) {
        StreamValue stream = required(context);
        Args args = context.args();
        StreamGroup group = StreamArguments.group(stream, args, 3);
        if (group == null) {
            throw new CommandError("NOGROUP No such consumer group '" + CommandError.quoted(args, 3) + "' for key name '" + CommandError.quoted(args, 2) + "'");
        }
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(group.consumers().size());
        for (StreamConsumer consumer : group.consumers()) {
            reply.mapHeader(3);
            name(reply, consumer.name());
            number(reply, "pending", consumer.pending().size());
            number(reply, "idle", Math.max(0, context.nowMs() - consumer.seenAtMs()));
        }
    }

    private static void name(ReplyBuffer reply, byte[] name) {
        reply.bulk("name");
        reply.bulk(name);
    }

    private static void number(ReplyBuffer reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private static void id(ReplyBuffer reply, String name, StreamId id) {
        reply.bulk(name);
        reply.bulk(id.bytes());
    }
}
