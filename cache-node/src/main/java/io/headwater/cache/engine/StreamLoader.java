package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/** Fills streams that no keyspace holds, for whoever brings in a snapshot: see {@link ValueLoader}. What does not fit together is refused, and the stream then worthless. */
public final class StreamLoader {
    private StreamLoader() {}

    /**
     * Adds a block behind those that are there.
     *
     * @param id of its first entry
     * @param elements of a listpack, without its header and its end; each sound in itself. Taken over
     * @return false if they are no entries, or not all behind the earlier blocks'
     */
    public static boolean block(StreamValue stream, StreamId id, byte[] elements) {
        if (!new SoundBlock(elements).isSound(id)) return false;
        if (stream.blockCount() > 0) {
            StreamBlock last = stream.block(stream.blockCount() - 1);
            if (StreamId.compare(last.lastMs(), last.lastSeq(), id.ms(), id.seq()) >= 0) return false;
        }
        stream.addBlock(StreamBlock.of(id.ms(), id.seq(), elements));
        return true;
    }

    /** Adds an entry behind those that are there, of these fields and values. */
    public static void entry(StreamValue stream, StreamId id, Args pairs) {
        stream.append(id, pairs, 0, StreamLimits.DEFAULT);
    }

    /** Sets what is known beside the entries. */
    public static void ids(StreamValue stream, StreamId lastId, long entriesAdded, StreamId maxDeletedId) {
        stream.setIds(lastId, entriesAdded, maxDeletedId);
    }

    /** Adds a group; null if it is there. */
    public static @Nullable StreamGroup group(StreamValue stream, byte[] name, StreamId lastId, long entriesRead) {
        return stream.group(name) != null ? null : stream.createGroup(name, lastId, entriesRead);
    }

    /** Adds a consumer; null if it is there. */
    public static @Nullable StreamConsumer consumer(StreamGroup group, byte[] name, long seenAtMs) {
        return group.consumer(name) != null ? null : group.createConsumer(name, seenAtMs);
    }

    /** Adds a pending entry; false if it is there. */
    public static boolean pending(StreamGroup group, StreamConsumer consumer, StreamId id, long deliveredAtMs, long deliveries) {
        if (group.pending(id) != null) return false;
        group.claim(id, consumer, deliveredAtMs, deliveries);
        return true;
    }

    /** The elements of the stream's block {@code i}: of its array, those below the length that {@code to} gets. */
    public static void elements(StreamValue stream, int i, Slice to) {
        StreamBlock block = stream.block(i);
        to.set(block.bytes(), 0, block.used());
    }
}
