package io.headwater.cache.rdb;

import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamLoader;
import io.headwater.cache.engine.StreamValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Streams in Redis's form: blocks of entries as listpacks, IDs and counters, groups with what is pending. Source: Redis 7.0's {@code rdb.c}.
 *
 * <pre>
 *   blocks, (first ID as string of 16 bytes BE, listpack)..., length, last ID, [first ID, largest deleted ID, entries added,]
 *   groups, (name, last ID, [entries read,] pending, (ID, delivered at ms LE, deliveries)..., consumers, (name, seen at ms LE, pending, ID...)...)...
 * </pre>
 *
 * Type 15, before Redis 7.0, lacks what is in brackets.
 */
final class RdbStreams {
    private static final int ID_BYTES = 16;

    private RdbStreams() {}

    static void write(RdbOutput out, StreamValue stream) throws IOException {
        out.length(stream.blockCount());
        Slice elements = new Slice();
        for (int i = 0; i < stream.blockCount(); i++) {
            out.string(bytes(stream.blockId(i)));
            StreamLoader.elements(stream, i, elements);
            out.string(Listpack.framed(elements.bytes(), elements.length()));
        }
        out.length(stream.length());
        id(out, stream.lastId());
        id(out, stream.firstId());
        id(out, stream.maxDeletedId());
        out.unsigned(stream.entriesAdded());
        out.length(stream.groups().size());
        for (StreamGroup group : stream.groups()) {
            out.string(group.name());
            id(out, group.lastId());
            out.unsigned(group.entriesRead());
            pending(out, group.pending(), true);
            out.length(group.consumers().size());
            for (StreamConsumer consumer : group.consumers()) {
                out.string(consumer.name());
                out.i64(consumer.seenAtMs());
                pending(out, consumer.pending(), false);
            }
        }
    }

    private static void pending(RdbOutput out, Collection<PendingEntry> entries, boolean ofGroup) throws IOException {
        out.length(entries.size());
        for (PendingEntry entry : entries) {
            byte[] id = bytes(entry.id());
            out.raw(id, 0, id.length);
            if (!ofGroup) continue;
            out.i64(entry.deliveredAtMs());
            out.unsigned(entry.deliveries());
        }
    }

    private static void id(RdbOutput out, StreamId id) throws IOException {
        out.unsigned(id.ms());
        out.unsigned(id.seq());
    }

    private static byte[] bytes(StreamId id) {
        byte[] bytes = new byte[ID_BYTES];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (id.ms() >>> 56 - 8 * i);
            bytes[8 + i] = (byte) (id.seq() >>> 56 - 8 * i);
        }
        return bytes;
    }

    private static StreamId id(byte[] bytes) {
        long ms = 0;
        long seq = 0;
        for (int i = 0; i < 8; i++) {
            ms = ms << 8 | bytes[i] & 0xff;
            seq = seq << 8 | bytes[8 + i] & 0xff;
        }
        return new StreamId(ms, seq);
    }

    /**
     * Reads a stream.
     *
     * @param complete whether the brackets' contents are there
     */
    static StreamValue read(RdbInput in, boolean complete) throws IOException {
        StreamValue stream = new StreamValue();
        long blocks = in.length();
        for (long i = 0; i < blocks; i++) block(in, stream);
        long length = in.length();
        if (length != stream.length()) throw in.damaged("a stream of " + stream.length() + " entries says " + length);
        StreamId lastId = id(in);
        StreamId maxDeletedId = StreamId.MIN;
        long entriesAdded = length;
        if (complete) {
            StreamId unusedFirst = id(in);
            maxDeletedId = id(in);
            entriesAdded = in.unsigned();
        }
        StreamCursor newest = stream.cursor(StreamId.MIN, StreamId.MAX, true);
        if (newest.next() && newest.id().compareTo(lastId) > 0) throw in.damaged("a stream's last ID is not its largest");
        StreamLoader.ids(stream, lastId, entriesAdded, maxDeletedId);
        long groups = in.length();
        for (long i = 0; i < groups; i++) group(in, stream, complete);
        return stream;
    }

    private static void block(RdbInput in, StreamValue stream) throws IOException {
        byte[] id = in.string();
        if (id.length != ID_BYTES) throw in.damaged("a stream's block with an ID of " + id.length + " bytes");
        byte[] blob = in.string();
        Listpack listpack = new Listpack(blob, in.lastStringAt());
        while (listpack.next()) {
            // Each checks itself.
        }
        byte[] elements = Arrays.copyOfRange(blob, Listpack.HEADER_BYTES, blob.length - 1);
        if (!StreamLoader.block(stream, id(id), elements)) throw in.damaged("a stream's block whose entries do not fit together");
    }

    private static StreamId id(RdbInput in) throws IOException {
        return new StreamId(in.unsigned(), in.unsigned());
    }

    private static void group(RdbInput in, StreamValue stream, boolean complete) throws IOException {
        byte[] name = in.string();
        StreamId lastId = id(in);
        long entriesRead = complete ? in.unsigned() : stream.estimateEntriesRead(lastId);
        StreamGroup group = StreamLoader.group(stream, name, lastId, entriesRead);
        if (group == null) throw in.damaged("a stream has a group twice");
        Map<StreamId, long[]> deliveries = new HashMap<>();
        long pending = in.length();
        for (long i = 0; i < pending; i++) {
            StreamId id = id(in.bytes(ID_BYTES));
            long[] delivery = {in.i64(), in.unsigned()};
            if (id.isZero()) throw in.damaged("a stream's pending entry with the ID 0-0");
            if (deliveries.put(id, delivery) != null) throw in.damaged("a stream's entry is pending twice");
        }
        long consumers = in.length();
        for (long i = 0; i < consumers; i++) consumer(in, group, deliveries);
        if (!deliveries.isEmpty()) throw in.damaged("a stream's pending entry is no consumer's");
    }

    private static void consumer(RdbInput in, StreamGroup group, Map<StreamId, long[]> deliveries) throws IOException {
        StreamConsumer consumer = StreamLoader.consumer(group, in.string(), in.i64());
        if (consumer == null) throw in.damaged("a stream's group has a consumer twice");
        long pending = in.length();
        for (long i = 0; i < pending; i++) {
            StreamId id = id(in.bytes(ID_BYTES));
            long[] delivery = deliveries.remove(id);
            if (delivery == null || !StreamLoader.pending(group, consumer, id, delivery[0], delivery[1])) {
                throw in.damaged("a consumer's pending entry is not its group's");
            }
        }
    }
}
