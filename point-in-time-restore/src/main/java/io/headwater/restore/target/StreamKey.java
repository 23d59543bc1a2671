package io.headwater.restore.target;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamLoader;
import io.headwater.cache.engine.StreamValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream as commands that make it, which take a Redis since 7.0, and as the reply that tells of it. What is pending of an entry that is gone no command can make: it is
 * left out.
 */
final class StreamKey {
    private StreamKey() {}

    /** Sends the commands that make the stream, whose key is not there yet. */
    static void send(byte[] key, StreamValue stream, CommandSink to) throws IOException {
        if (stream.length() == 0) {
            // Only a group or an entry makes a stream: here one that goes at once.
            command(to, "XGROUP", key, "CREATE", key, "headwater-restore", "0", "MKSTREAM");
            command(to, "XGROUP", key, "DESTROY", key, "headwater-restore");
        }
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, false);
        while (cursor.next()) {
            to.begin("XADD", key, 3 + 2 * cursor.fields());
            to.argument(key);
            to.argument(cursor.id().bytes());
            while (cursor.nextField()) {
                argument(to, cursor.field());
                argument(to, cursor.value());
            }
        }
        command(to, "XSETID", key, key, stream.lastId(), "ENTRIESADDED", stream.entriesAdded(), "MAXDELETEDID", stream.maxDeletedId());
        for (StreamGroup group : stream.groups()) {
            command(to, "XGROUP", key, "CREATE", key, group.name(), group.lastId(), "ENTRIESREAD", group.entriesRead());
            for (StreamConsumer consumer : group.consumers()) {
                command(to, "XGROUP", key, "CREATECONSUMER", key, group.name(), consumer.name());
            }
            for (PendingEntry entry : group.pending()) {
                if (stream.contains(entry.id())) {
                    command(to, "XCLAIM", key, key, group.name(), entry.consumer().name(), 0, entry.id(), "TIME", entry.deliveredAtMs(), "RETRYCOUNT", entry.deliveries(),
                            "FORCE", "JUSTID", "LASTID", group.lastId());
                }
            }
        }
    }

    private static void command(CommandSink to, String name, byte[] key, Object... arguments) throws IOException {
        to.begin(name, key, arguments.length + 1);
        for (Object argument : arguments) {
            to.argument(argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void argument(CommandSink to, Slice slice) throws IOException {
        to.argument(slice.bytes(), slice.offset(), slice.length());
    }

    /** The stream of which {@code XINFO STREAM key FULL COUNT 0} has told. */
    static StreamValue of(List<RespReply> info) throws IOException {
        StreamValue stream = new StreamValue();
        for (RespReply entry : list(info, "entries")) {
            List<RespReply> parts = TargetReader.array(entry);
            List<RespReply> pairs = TargetReader.array(parts.get(1));
            byte[][] fields = new byte[pairs.size()][];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = TargetReader.bytes(pairs.get(i));
            }
            StreamLoader.entry(stream, id(TargetReader.text(parts.get(0))), Args.of(fields));
        }
        StreamLoader.ids(stream, id(text(info, "last-generated-id")), number(info, "entries-added"), id(text(info, "max-deleted-entry-id")));
        for (RespReply reply : list(info, "groups")) {
            group(stream, TargetReader.array(reply));
        }
        return stream;
    }

    private static void group(StreamValue stream, List<RespReply> info) throws IOException {
        long entriesRead = field(info, "entries-read") instanceof RespReply.Number read ? read.value() : StreamGroup.UNKNOWN;
        StreamGroup group = Objects.requireNonNull(StreamLoader.group(stream, bytes(info, "name"), id(text(info, "last-delivered-id")), entriesRead));
        for (RespReply reply : list(info, "consumers")) {
            List<RespReply> about = TargetReader.array(reply);
            StreamConsumer consumer = Objects.requireNonNull(StreamLoader.consumer(group, bytes(about, "name"), number(about, "seen-time")));
            for (RespReply pending : list(about, "pending")) {
                List<RespReply> parts = TargetReader.array(pending);
                boolean unused = StreamLoader.pending(group, consumer, id(TargetReader.text(parts.get(0))), number(parts.get(1)), number(parts.get(2)));
            }
        }
    }

    private static @Nullable RespReply field(List<RespReply> map, String name) throws IOException {
        for (int i = 0; i + 1 < map.size(); i += 2) {
            if (TargetReader.text(map.get(i)).equals(name)) {
                return map.get(i + 1);
            }
        }
        return null;
    }

    private static List<RespReply> list(List<RespReply> map, String name) throws IOException {
        RespReply found = field(map, name);
        return found == null ? List.of() : TargetReader.array(found);
    }

    private static String text(List<RespReply> map, String name) throws IOException {
        return TargetReader.text(Objects.requireNonNull(field(map, name), name));
    }

    private static byte[] bytes(List<RespReply> map, String name) throws IOException {
        return TargetReader.bytes(Objects.requireNonNull(field(map, name), name));
    }

    private static long number(List<RespReply> map, String name) throws IOException {
        return number(Objects.requireNonNull(field(map, name), name));
    }

    private static long number(RespReply reply) {
        return reply instanceof RespReply.Number number ? number.value() : 0;
    }

    private static StreamId id(String text) {
        int dash = text.indexOf('-');
        return new StreamId(Long.parseUnsignedLong(text.substring(0, dash)), Long.parseUnsignedLong(text.substring(dash + 1)));
    }
}
