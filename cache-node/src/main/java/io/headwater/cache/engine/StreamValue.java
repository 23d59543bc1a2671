package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream: entries in the order of their IDs, and the groups that read them. The entries are in blocks ({@link StreamBlock}), those in an array, which is searched by their first IDs: a trim
 * takes blocks off its front, and only a deletion of all entries of a block moves others.
 */
public final class StreamValue extends Value {
    private static final int BYTES_PER_BLOCK = 80;
    private static final int BYTES_PER_PENDING = 160;
    private static final int BYTES_PER_CONSUMER = 160;

    private @Nullable StreamBlock[] blocks = new StreamBlock[1];
    private int head;
    private int count;
    private long length;
    private StreamId lastId = StreamId.MIN;
    private StreamId maxDeletedId = StreamId.MIN;
    private long entriesAdded;
    private final TreeMap<byte[], StreamGroup> groups = new TreeMap<>(Arrays::compareUnsigned);

    /** An empty stream. */
    public StreamValue() {}

    @Override
    public ValueType type() {
        return ValueType.STREAM;
    }

    @Override
    public String encoding() {
        return "stream";
    }

    @Override
    public long memoryBytes() {
        long bytes = 96 + 8L * blocks.length;
        for (int i = 0; i < count; i++) bytes += BYTES_PER_BLOCK + block(i).capacity();
        for (StreamGroup group : groups.values()) {
            bytes += BYTES_PER_CONSUMER * (1L + group.consumers.size()) + (long) BYTES_PER_PENDING * group.pending.size();
        }
        return bytes;
    }

    @Override
    public StreamValue copy() {
        StreamValue copy = new StreamValue();
        copy.blocks = new StreamBlock[Math.max(1, count)];
        for (int i = 0; i < count; i++) copy.blocks[i] = block(i).copy();
        copy.count = count;
        copy.length = length;
        copy.lastId = lastId;
        copy.maxDeletedId = maxDeletedId;
        copy.entriesAdded = entriesAdded;
        for (StreamGroup group : groups.values()) copy.groups.put(group.name(), group.copy());
        return copy;
    }

    /** Number of entries. */
    public long length() {
        return length;
    }

    /** The largest ID that was ever added, or set by XSETID. */
    public StreamId lastId() {
        return lastId;
    }

    /** The largest ID that was ever deleted by name; 0-0: none. */
    public StreamId maxDeletedId() {
        return maxDeletedId;
    }

    /** Entries ever added. */
    public long entriesAdded() {
        return entriesAdded;
    }

    /** Blocks of entries: what Redis calls nodes. */
    public int blockCount() {
        return count;
    }

    /** The ID of the first entry of block {@code i}, deleted or not. */
    public StreamId blockId(int i) {
        return new StreamId(block(i).ms, block(i).seq);
    }

    /** The first entry's ID, 0-0 if there is none. */
    public StreamId firstId() {
        StreamCursor cursor = cursor(StreamId.MIN, StreamId.MAX, false);
        return cursor.next() ? cursor.id() : StreamId.MIN;
    }

    /** Whether there is an entry with this ID. */
    public boolean contains(StreamId id) {
        return cursor(id, id, false).next();
    }

    /** Walks over the entries from {@code first} to {@code last}, both inclusive; backwards from the latter on. Valid until the next change. */
    public StreamCursor cursor(StreamId first, StreamId last, boolean backwards) {
        return new StreamCursor(this, first, last, backwards);
    }

    /** Whether an entry was deleted by name at {@code from} or behind, and behind the first one that is there. */
    public boolean hasDeletedFrom(StreamId from) {
        return length > 0 && !maxDeletedId.isZero() && from.compareTo(maxDeletedId) <= 0 && firstId().compareTo(maxDeletedId) <= 0;
    }

    /**
     * How many entries were ever added up to {@code id}, as far as that can be told without a count; else {@link StreamGroup#UNKNOWN}. Source: Redis 7.0's
     * {@code streamEstimateDistanceFromFirstEverEntry}.
     */
    public long estimateEntriesRead(StreamId id) {
        if (entriesAdded == 0) return 0;
        int toLast = id.compareTo(lastId);
        if (toLast == 0 || (length == 0 && toLast < 0)) return entriesAdded;
        if (toLast > 0) return StreamGroup.UNKNOWN;
        StreamId first = firstId();
        if (!maxDeletedId.isZero() && maxDeletedId.compareTo(first) >= 0) return StreamGroup.UNKNOWN;
        int toFirst = id.compareTo(first);
        if (toFirst < 0) return entriesAdded - length;
        return toFirst == 0 ? entriesAdded - length + 1 : StreamGroup.UNKNOWN;
    }

    /** All groups, by name. */
    public Collection<StreamGroup> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /** The group of this name, or null. */
    public @Nullable StreamGroup group(byte[] name) {
        return groups.get(name);
    }

    /** Pending entries of all groups. */
    public long pendingCount() {
        long pending = 0;
        for (StreamGroup group : groups.values()) pending += group.pending.size();
        return pending;
    }

    StreamBlock block(int i) {
        StreamBlock block = blocks[head + i];
        if (block == null) throw new IllegalStateException("no block " + i);
        return block;
    }

    /** Index of the last block that begins at the ID or before, -1 if there is none. */
    int blockAt(long ms, long seq) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            StreamBlock block = block(middle);
            if (StreamId.compare(block.ms, block.seq, ms, seq) <= 0) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }

    /** Whether an entry whose fields and values have so many bytes begins a block of its own. */
    public boolean beginsBlock(long pairBytes, StreamLimits limits) {
        return count == 0 || block(count - 1).isFullFor(pairBytes, limits);
    }

    /** What a trim would do to this stream: pure, so that a command can decide and say it exactly. */
    public StreamTrim trim() {
        return new StreamTrim(this);
    }

    // What follows changes the stream: for the fold and for loaders.

    /** Adds an entry, whose fields and values are arguments {@code from} on; its ID is above all others. */
    void append(StreamId id, Args pairs, int from, StreamLimits limits) {
        long pairBytes = 0;
        for (int i = from; i < pairs.count(); i++) pairBytes += pairs.length(i);
        if (beginsBlock(pairBytes, limits)) {
            if (count > 0) block(count - 1).close();
            addBlock(StreamBlock.begin(id.ms(), id.seq(), pairs, from));
        }
        block(count - 1).append(id.ms(), id.seq(), pairs, from);
        length++;
        entriesAdded++;
        lastId = id;
    }

    /** Adds a block behind the others; its entries count, but do not change what is known of the last ID and the like. */
    void addBlock(StreamBlock block) {
        if (head + count == blocks.length) {
            @Nullable StreamBlock[] to = count * 4 > blocks.length * 3 ? new StreamBlock[blocks.length * 2] : blocks;
            System.arraycopy(blocks, head, to, 0, count);
            if (to == blocks) Arrays.fill(to, count, blocks.length, null);
            blocks = to;
            head = 0;
        }
        blocks[head + count++] = block;
        length += block.entries();
    }

    private void removeBlock(int i) {
        if (i == 0) {
            blocks[head++] = null;
        } else {
            System.arraycopy(blocks, head + i + 1, blocks, head + i, count - i - 1);
            blocks[head + count - 1] = null;
        }
        if (--count == 0) head = 0;
    }

    /** Deletes an entry; false if it is not there. */
    boolean delete(StreamId id) {
        int i = blockAt(id.ms(), id.seq());
        if (i < 0) return false;
        StreamBlock block = block(i);
        for (int at = block.firstEntry(); at < block.used(); at = block.after(at)) {
            int order = StreamId.compare(block.entryMs(at), block.entrySeq(at), id.ms(), id.seq());
            if (order > 0) return false;
            if (order < 0 || block.isDeleted(at)) continue;
            if (block.entries() == 1) removeBlock(i);
            else block.delete(at);
            length--;
            if (id.compareTo(maxDeletedId) > 0) maxDeletedId = id;
            return true;
        }
        return false;
    }

    /** Removes the oldest entries until no more than {@code keep} are left. */
    void trimTo(long keep) {
        while (length > keep) {
            StreamBlock first = block(0);
            long entries = first.entries();
            if (length - entries >= keep) {
                removeBlock(0);
                length -= entries;
            } else {
                first.deleteFirst(length - keep);
                length = keep;
            }
        }
    }

    void setIds(StreamId last, long added, StreamId maxDeleted) {
        lastId = last;
        entriesAdded = added;
        maxDeletedId = maxDeleted;
    }

    StreamGroup createGroup(byte[] name, StreamId last, long entriesRead) {
        StreamGroup group = new StreamGroup(name, last, entriesRead);
        groups.put(name, group);
        return group;
    }

    boolean destroyGroup(byte[] name) {
        return groups.remove(name) != null;
    }
}
