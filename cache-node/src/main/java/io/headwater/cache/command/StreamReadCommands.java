package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.ValueType;
import org.jspecify.annotations.Nullable;

/** XREAD and XREADGROUP. What a group's consumer gets is logged as the deliveries that it makes, and as the place to which the group has read. */
final class StreamReadCommands {
    private static final CommandError DOLLAR_IN_GROUP = new CommandError("ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this"
            + " consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.");
    private static final CommandError NEW_WITHOUT_GROUP =
            new CommandError("ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.");
    private static final CommandError GROUP_GONE = new CommandError("NOGROUP the consumer group this client was blocked on no longer exists");

    private StreamReadCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.addCounted("xread", -4, 0, 0, 0, KeyPositions.BEHIND_STREAMS, group, "readonly blocking movablekeys", context -> read(context, false));
        table.addCounted("xreadgroup", -7, 0, 0, 0, KeyPositions.BEHIND_STREAMS, group, "write blocking movablekeys", context -> read(context, true));
    }

    private static void read(CommandContext context, boolean ofGroup) {
        StreamReadRequest request = StreamReadRequest.parse(context, ofGroup);
        @Nullable StreamId[] behind = new StreamId[request.keys];
        for (int i = 0; i < request.keys; i++) behind[i] = behind(context, request, i);
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int replied = 0;
        for (int i = 0; i < request.keys; i++) {
            int key = request.firstKey + i;
            StreamValue stream = context.read(key, StreamValue.class);
            if (stream == null) continue;
            boolean any = ofGroup ? readForGroup(context, request, stream, key, behind[i]) : readPlain(context, request, stream, key, behind[i]);
            if (!any) continue;
            replied++;
            // A key that is named twice is read again behind what it gave the first time.
            if (i + 1 < request.keys) context.effects().apply();
        }
        if (replied > 0) {
            if (reply.isResp3()) reply.closeMap(opened, replied);
            else reply.closeArray(opened, replied);
            return;
        }
        BlockTimeout timeout = request.timeout;
        if (timeout == null || !context.mayDefer()) reply.nullArray();
        else block(context, request, behind, timeout);
    }

    /** Behind which ID argument {@code i} of the IDs says to read; null: behind what the group has read. */
    private static @Nullable StreamId behind(CommandContext context, StreamReadRequest request, int i) {
        Args args = context.args();
        int key = request.firstKey + i;
        int id = key + request.keys;
        StreamValue stream = context.read(key, StreamValue.class);
        if (request.ofGroup && StreamArguments.group(stream, args, request.group) == null) {
            throw new CommandError("NOGROUP No such key '" + CommandError.quoted(args, key) + "' or consumer group '" + CommandError.quoted(args, request.group)
                    + "' in XREADGROUP with GROUP option");
        }
        String text = StreamArguments.text(args, id);
        if (text.equals("$")) {
            if (request.ofGroup) throw DOLLAR_IN_GROUP;
            return stream == null ? StreamId.MIN : stream.lastId();
        }
        if (text.equals(">")) {
            if (!request.ofGroup) throw NEW_WITHOUT_GROUP;
            return null;
        }
        StreamId given = StreamArguments.strict(context, id);
        // Redis takes the largest ID for ">".
        return request.ofGroup && given.equals(StreamId.MAX) ? null : given;
    }

    private static boolean readPlain(CommandContext context, StreamReadRequest request, StreamValue stream, int key, @Nullable StreamId behind) {
        if (behind == null || stream.length() == 0 || StreamCommands.top(stream).compareTo(behind) <= 0) return false;
        begin(context, key);
        StreamRangeCommands.entries(context.reply(), stream.cursor(behind.next(), StreamId.MAX, false), request.count);
        return true;
    }

    /** A key and its entries: a pair of a map, or an array. */
    private static void begin(CommandContext context, int key) {
        if (!context.reply().isResp3()) context.reply().arrayHeader(2);
        context.reply().bulk(context.args(), key);
    }

    private static boolean readForGroup(CommandContext context, StreamReadRequest request, StreamValue stream, int key, @Nullable StreamId behind) {
        StreamGroup group = StreamArguments.group(stream, context.args(), request.group);
        if (group == null) return false;
        StreamClaims claims = new StreamClaims(context, key, request.group, request.group + 1, group.lastId());
        if (behind != null) {
            claims.ensureConsumer(group, context.nowMs());
            begin(context, key);
            history(context, request, stream, group, claims, behind);
            return true;
        }
        if (stream.length() == 0 || StreamCommands.top(stream).compareTo(group.lastId()) <= 0) return false;
        claims.ensureConsumer(group, context.nowMs());
        begin(context, key);
        news(context, stream, group, claims, request.count, request.noAck);
        return true;
    }

    /** Replies what the consumer has not acknowledged behind an ID, and counts one more delivery of each. */
    private static void history(CommandContext context, StreamReadRequest request, StreamValue stream, StreamGroup group, StreamClaims claims, StreamId behind) {
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int replied = 0;
        var consumer = group.consumer(context.args().copy(request.group + 1));
        if (consumer != null && !behind.equals(StreamId.MAX)) {
            for (PendingEntry pending : consumer.pending(behind.next(), StreamId.MAX).values()) {
                if (request.count > 0 && replied == request.count) break;
                replied++;
                StreamCursor cursor = stream.cursor(pending.id(), pending.id(), false);
                if (cursor.next()) {
                    StreamRangeCommands.entry(reply, cursor);
                    claims.add(pending.id(), context.nowMs(), pending.deliveries() + 1);
                } else {
                    reply.arrayHeader(2);
                    reply.bulk(pending.id().bytes());
                    reply.nullArray();
                }
            }
        }
        claims.end();
        reply.closeArray(opened, replied);
    }

    /** Replies what the group has not read. */
    private static void news(CommandContext context, StreamValue stream, StreamGroup group, StreamClaims claims, long count, boolean noAck) {
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int replied = 0;
        StreamId read = group.lastId();
        long entriesRead = group.entriesRead();
        StreamCursor cursor = stream.cursor(read.next(), StreamId.MAX, false);
        while ((count == 0 || replied < count) && cursor.next()) {
            read = cursor.id();
            if (entriesRead != StreamGroup.UNKNOWN && !stream.hasDeletedFrom(read)) entriesRead++;
            else if (stream.entriesAdded() > 0) entriesRead = stream.estimateEntriesRead(read);
            claims.read(read);
            if (!noAck) claims.add(read, context.nowMs(), 1);
            StreamRangeCommands.entry(reply, cursor);
            replied++;
        }
        claims.end();
        claims.position(read, entriesRead);
        reply.closeArray(opened, replied);
    }

    private static void block(CommandContext context, StreamReadRequest request, @Nullable StreamId[] behind, BlockTimeout timeout) {
        byte[][] words = new byte[context.count()][];
        for (int i = 0; i < words.length; i++) words[i] = context.args().copy(i);
        // "$" means now: a client that goes on waiting elsewhere must not miss what comes meanwhile.
        for (int i = 0; i < request.keys; i++) {
            StreamId id = behind[i];
            if (id != null) words[request.firstKey + request.keys + i] = id.bytes();
        }
        context.executor().blocked().block(
                context,
                Args.of(words),
                request.firstKey,
                request.keys,
                ValueType.STREAM,
                request.ofGroup,
                timeout,
                (later, key) -> request.ofGroup ? serveGroup(later, request, key) : serve(later, request, key, behind[key - request.firstKey]));
    }

    private static boolean serve(CommandContext context, StreamReadRequest request, int key, @Nullable StreamId behind) {
        StreamValue stream = context.read(key, StreamValue.class);
        if (stream == null || behind == null || stream.lastId().compareTo(behind) <= 0) return false;
        only(context);
        begin(context, key);
        StreamRangeCommands.entries(context.reply(), stream.cursor(behind.next(), StreamId.MAX, false), request.lateCount());
        return true;
    }

    private static boolean serveGroup(CommandContext context, StreamReadRequest request, int key) {
        StreamValue stream = context.forWrite(key, StreamValue.class);
        StreamGroup group = StreamArguments.group(stream, context.args(), request.group);
        if (stream == null || group == null) throw GROUP_GONE;
        if (stream.lastId().compareTo(group.lastId()) <= 0) return false;
        StreamClaims claims = new StreamClaims(context, key, request.group, request.group + 1, group.lastId());
        claims.ensureConsumer(group, context.nowMs());
        only(context);
        begin(context, key);
        news(context, stream, group, claims, request.lateCount(), request.noAck);
        return true;
    }

    /** One key's entries follow. */
    private static void only(CommandContext context) {
        if (context.reply().isResp3()) context.reply().mapHeader(1);
        else context.reply().arrayHeader(1);
    }
}
