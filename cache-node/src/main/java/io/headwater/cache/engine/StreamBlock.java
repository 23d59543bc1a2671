package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * A run of a stream's entries, packed as Redis packs those of a node of a stream, so that a snapshot takes the bytes as they are and a trim "about here" cuts where Redis's does:
 *
 * <pre>
 *   master:  entries | deleted | fields | field... | 0
 *   entry:   flags | ms behind the block's | seq behind the block's | [fields | field value ...] or [value...] | elements of this entry
 *   flags:   1 deleted, 2 the same fields as the master's
 * </pre>
 *
 * Source: Redis 7.0's {@code t_stream.c}. Entries are marked deleted in place; a block without any other goes as a whole. A position is the index of an entry's first
 * byte; it holds until the next change.
 */
final class StreamBlock {
    static final int DELETED = 1;
    static final int SAME_FIELDS = 2;
    /** Of the listpack that the elements are in: a header and the end. */
    static final int FRAME_BYTES = 7;

    /** Without an entry. */
    static final StreamBlock NONE = begin(0, 0, new Args(1), 0);

    private static final int MAX_PREALLOCATED_BYTES = 512;

    final long ms;
    final long seq;
    /** Of the newest entry, deleted or not. */
    private long lastMs;

    private long lastSeq;
    private byte[] bytes;
    private int used;

    private StreamBlock(long ms, long seq, byte[] bytes, int used) {
        this.ms = ms;
        this.seq = seq;
        this.lastMs = ms;
        this.lastSeq = seq;
        this.bytes = bytes;
        this.used = used;
    }

    /** A block whose first entry is to have this ID and the fields of {@code pairs}, from argument {@code from} on. It has none yet. */
    static StreamBlock begin(long ms, long seq, Args pairs, int from) {
        StreamBlock block = new StreamBlock(ms, seq, new byte[64], 0);
        int fields = (pairs.count() - from) / 2;
        block.addInteger(0);
        block.addInteger(0);
        block.addInteger(fields);
        for (int i = from; i < pairs.count(); i += 2) block.add(pairs, i);
        block.addInteger(0);
        return block;
    }

    /** A block of elements that were checked; takes the array over. */
    static StreamBlock of(long ms, long seq, byte[] elements) {
        StreamBlock block = new StreamBlock(ms, seq, elements, elements.length);
        for (int at = block.firstEntry(); at < block.used; at = block.after(at)) {
            block.lastMs = block.entryMs(at);
            block.lastSeq = block.entrySeq(at);
        }
        return block;
    }

    StreamBlock copy() {
        StreamBlock copy = new StreamBlock(ms, seq, Arrays.copyOf(bytes, used), used);
        copy.lastMs = lastMs;
        copy.lastSeq = lastSeq;
        return copy;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of all elements; positions are below. */
    int used() {
        return used;
    }

    int capacity() {
        return bytes.length;
    }

    long lastMs() {
        return lastMs;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** Entries that are not deleted. */
    long entries() {
        return Packed.integer(bytes, 0);
    }

    /** Entries that are marked deleted. */
    long deleted() {
        return Packed.integer(bytes, Packed.next(bytes, 0));
    }

    /** Position of the number of the master's fields, which follow it. */
    private int masterFields() {
        return Packed.skip(bytes, 0, 2);
    }

    /** Position of the master's first field. */
    int masterFirstField() {
        return Packed.next(bytes, masterFields());
    }

    int masterFieldCount() {
        return (int) Packed.integer(bytes, masterFields());
    }

    /** Position of the first entry, deleted or not. */
    int firstEntry() {
        int fields = masterFields();
        return Packed.skip(bytes, fields, Packed.integer(bytes, fields) + 2);
    }

    /** Position behind the entry at {@code at}. */
    int after(int at) {
        int afterIds = Packed.skip(bytes, at, 3);
        if ((flags(at) & SAME_FIELDS) != 0) return Packed.skip(bytes, afterIds, masterFieldCount() + 1L);
        return Packed.skip(bytes, afterIds, 2 * Packed.integer(bytes, afterIds) + 2);
    }

    int flags(int at) {
        return (int) Packed.integer(bytes, at);
    }

    boolean isDeleted(int at) {
        return (flags(at) & DELETED) != 0;
    }

    long entryMs(int at) {
        return ms + Packed.integer(bytes, Packed.next(bytes, at));
    }

    long entrySeq(int at) {
        return seq + Packed.integer(bytes, Packed.skip(bytes, at, 2));
    }

    /** Whether an entry whose fields and values have so many bytes goes into another block. */
    boolean isFullFor(long pairBytes, StreamLimits limits) {
        if (used + FRAME_BYTES + pairBytes >= limits.effectiveBytes()) return true;
        return limits.nodeMaxEntries() > 0 && entries() + deleted() >= limits.nodeMaxEntries();
    }

    /** Adds an entry, which is newer than all others. */
    void append(long entryMs, long entrySeq, Args pairs, int from) {
        int flags = hasMasterFields(pairs, from) ? SAME_FIELDS : 0;
        int fields = (pairs.count() - from) / 2;
        setInteger(0, entries() + 1);
        addInteger(flags);
        addInteger(entryMs - ms);
        addInteger(entrySeq - seq);
        if (flags == 0) addInteger(fields);
        for (int i = from; i < pairs.count(); i += 2) {
            if (flags == 0) add(pairs, i);
            add(pairs, i + 1);
        }
        addInteger(flags == 0 ? 2L * fields + 4 : fields + 3L);
        lastMs = entryMs;
        lastSeq = entrySeq;
    }

    private boolean hasMasterFields(Args pairs, int from) {
        if ((pairs.count() - from) / 2 != masterFieldCount()) return false;
        Slice field = new Slice();
        byte[] digits = new byte[Numbers.MAX_LONG_CHARS];
        int at = masterFirstField();
        for (int i = from; i < pairs.count(); i += 2, at = Packed.next(bytes, at)) {
            Packed.read(bytes, at, field, digits);
            int start = pairs.offset(i);
            if (!Arrays.equals(field.bytes(), field.offset(), field.offset() + field.length(), pairs.bytes(), start, start + pairs.length(i))) return false;
        }
        return true;
    }

    /** Marks an entry deleted, which is not yet; the counters may move the others. */
    void delete(int at) {
        setInteger(at, flags(at) | DELETED);
        int deletedAt = Packed.next(bytes, 0);
        setInteger(deletedAt, Packed.integer(bytes, deletedAt) + 1);
        setInteger(0, entries() - 1);
    }

    /** Marks the first {@code count} entries that are not deleted as such; there are more. */
    void deleteFirst(long count) {
        long left = count;
        for (int at = firstEntry(); left > 0; at = after(at)) {
            if (isDeleted(at)) continue;
            // One byte as before: the flags are small.
            setInteger(at, flags(at) | DELETED);
            left--;
        }
        int deletedAt = Packed.next(bytes, 0);
        setInteger(deletedAt, Packed.integer(bytes, deletedAt) + count);
        setInteger(0, entries() - count);
    }

    /** Gives back the room that no further entry will need. */
    void close() {
        if (bytes.length > used) bytes = Arrays.copyOf(bytes, used);
    }

    private void setInteger(int at, long value) {
        int oldBytes = Packed.next(bytes, at) - at;
        int newBytes = Packed.integerBytes(value);
        if (newBytes != oldBytes) {
            reserve(newBytes - oldBytes);
            System.arraycopy(bytes, at + oldBytes, bytes, at + newBytes, used - at - oldBytes);
            used += newBytes - oldBytes;
        }
        int unused = Packed.writeInteger(bytes, at, value);
    }

    private void addInteger(long value) {
        reserve(Packed.MAX_INTEGER_BYTES);
        used = Packed.writeInteger(bytes, used, value);
    }

    private void add(Args args, int i) {
        reserve(args.length(i) + Packed.MAX_OVERHEAD_BYTES);
        used = Packed.write(bytes, used, args.bytes(), args.offset(i), args.length(i));
    }

    private void reserve(int more) {
        if (bytes.length - used >= more) return;
        int spare = Math.min(Math.max(bytes.length, 64), MAX_PREALLOCATED_BYTES + bytes.length / 8);
        bytes = Arrays.copyOf(bytes, Math.addExact(used, Math.addExact(more, spare)));
    }
}
