package io.headwater.cache.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list: a chain of {@link ListChunk}s of some kilobytes each. Pushes and pops at both ends take constant time and mostly no allocation; an index is found by
 * skipping whole chunks from the nearer end.
 */
public final class ListValue extends Value {
    /** What {@link #seek} found, until it is asked again. */
    private int sought;

    private ListChunk first = new ListChunk();
    private ListChunk last = first;
    private long size;
    /** Bytes of the chunks in the chain. */
    private long chunkBytes;
    /** An empty chunk of full size, or null. */
    private @Nullable ListChunk spare;

    /** An empty list. */
    public ListValue() {}

    @Override
    public ValueType type() {
        return ValueType.LIST;
    }

    @Override
    public String encoding() {
        return "quicklist";
    }

    @Override
    public long memoryBytes() {
        return 60 + chunkBytes + (spare == null ? 0 : ListChunk.MAX_BYTES);
    }

    @Override
    public ListValue copy() {
        ListValue copy = new ListValue();
        for (ListChunk chunk = first; chunk != null; chunk = chunk.next) {
            ListChunk same = chunk.copy();
            copy.linkLast(same);
            copy.chunkBytes += same.capacity();
        }
        if (copy.first != copy.last) copy.unlink(copy.first);
        copy.size = size;
        return copy;
    }

    /** Number of elements. */
    public long size() {
        return size;
    }

    /** Points {@code into} at the element with this index, which must be in [0, {@link #size()}). */
    public void read(long index, Slice into) {
        // Not by a cursor, nor is one set: what reads or writes one element may not allocate.
        ListChunk chunk = seek(index);
        int position = chunk.position(sought);
        into.set(chunk.bytes(), chunk.contentAt(position), chunk.lengthAt(position));
    }

    /** The chunk with the element of this index, which must be there; {@link #sought} is its index within. */
    private ListChunk seek(long index) {
        ListChunk at = index < size / 2 ? first : last;
        long left = at == first ? index : index - (size - at.count());
        while (left < 0) {
            at = Objects.requireNonNull(at.previous);
            left += at.count();
        }
        while (left >= at.count()) {
            left -= at.count();
            at = Objects.requireNonNull(at.next);
        }
        sought = (int) left;
        return at;
    }

    /** A cursor before the element with this index, which walks towards the tail, or the head if {@code backwards}. */
    public Cursor cursor(long index, boolean backwards) {
        return new Cursor(index, backwards);
    }

    void pushFirst(byte[] source, int offset, int length) {
        if (!first.hasRoomFor(length)) linkFirst(newChunk(false));
        int before = first.capacity();
        first.addFirst(source, offset, length);
        chunkBytes += first.capacity() - before;
        size++;
    }

    void pushLast(byte[] source, int offset, int length) {
        if (!last.hasRoomFor(length)) linkLast(newChunk(true));
        int before = last.capacity();
        last.addLast(source, offset, length);
        chunkBytes += last.capacity() - before;
        size++;
    }

    /** Removes up to {@code count} elements from the head; how many. */
    long popFirst(long count) {
        long wanted = Math.min(count, size);
        long left = wanted;
        while (left > 0) {
            ListChunk chunk = first;
            int taken = (int) Math.min(left, chunk.count());
            if (taken == chunk.count() && chunk.next != null) retire(chunk);
            else chunk.remove(chunk.first(), chunk.position(taken), taken);
            left -= taken;
        }
        size -= wanted;
        return wanted;
    }

    /** Removes up to {@code count} elements from the tail; how many. */
    long popLast(long count) {
        long wanted = Math.min(count, size);
        long left = wanted;
        while (left > 0) {
            ListChunk chunk = last;
            int taken = (int) Math.min(left, chunk.count());
            if (taken == chunk.count() && chunk.previous != null) retire(chunk);
            else chunk.remove(chunk.position(chunk.count() - taken), chunk.end(), taken);
            left -= taken;
        }
        size -= wanted;
        return wanted;
    }

    /** Replaces the element with this index, which must be in [0, {@link #size()}). */
    void set(long index, byte[] source, int offset, int length) {
        ListChunk chunk = seek(index);
        int before = chunk.capacity();
        chunk.replace(chunk.position(sought), source, offset, length);
        chunkBytes += chunk.capacity() - before;
        splitIfTooLarge(chunk);
    }

    /** Inserts before the element with this index; in [0, {@link #size()}]. */
    void insert(long index, byte[] source, int offset, int length) {
        if (index == size) {
            pushLast(source, offset, length);
            return;
        }
        if (index == 0) {
            pushFirst(source, offset, length);
            return;
        }
        Cursor at = cursor(index, false);
        at.next();
        ListChunk chunk = at.chunk();
        int before = chunk.capacity();
        chunk.insert(at.position, source, offset, length);
        chunkBytes += chunk.capacity() - before;
        size++;
        splitIfTooLarge(chunk);
    }

    /** Index of the first element that equals the slice, or -1. */
    public long indexOf(byte[] wanted, int offset, int length) {
        long index = 0;
        for (ListChunk chunk = first; chunk != null; chunk = chunk.next) {
            for (int at = chunk.first(); at < chunk.end(); at = chunk.after(at), index++) {
                if (chunk.equalsAt(at, wanted, offset, length)) return index;
            }
        }
        return -1;
    }

    /** Removes up to {@code limit} elements that equal the slice, from the head or, {@code backwards}, from the tail; how many. */
    long remove(byte[] wanted, int offset, int length, long limit, boolean backwards) {
        long removed = 0;
        ListChunk chunk = backwards ? last : first;
        while (chunk != null && removed < limit) {
            ListChunk following = backwards ? chunk.previous : chunk.next;
            removed += removeFrom(chunk, wanted, offset, length, limit - removed, backwards);
            if (chunk.count() == 0) {
                if (first != last) unlink(chunk);
            } else {
                // Only with a neighbour that the walk has already passed.
                ListChunk left = backwards ? chunk : chunk.previous;
                if (left != null) joinWithNext(left);
            }
            chunk = following;
        }
        size -= removed;
        return removed;
    }

    private static long removeFrom(ListChunk chunk, byte[] wanted, int offset, int length, long limit, boolean backwards) {
        long removed = 0;
        int boundary = backwards ? chunk.end() : chunk.first();
        while (removed < limit && boundary != (backwards ? chunk.first() : chunk.end())) {
            int from = backwards ? chunk.before(boundary) : boundary;
            int to = backwards ? boundary : chunk.after(boundary);
            if (chunk.equalsAt(from, wanted, offset, length)) {
                boundary = chunk.remove(from, to, 1);
                removed++;
            } else {
                boundary = backwards ? from : to;
            }
        }
        return removed;
    }

    /** Joins a chunk with its successor when both together are small. */
    private void joinWithNext(ListChunk chunk) {
        ListChunk next = chunk.next;
        if (next == null || chunk.used() + next.used() > ListChunk.MAX_BYTES / 2) return;
        int before = chunk.capacity();
        next.moveTail(next.first(), 0, chunk);
        unlink(next);
        chunkBytes += chunk.capacity() - before;
    }

    private void splitIfTooLarge(ListChunk chunk) {
        if (chunk.used() <= ListChunk.MAX_BYTES || chunk.count() == 1) return;
        ListChunk right = new ListChunk();
        linkAfter(chunk, right);
        // Half of the bytes to each side; an entry longer than a chunk ends up alone after at most two splits.
        int middle = chunk.first() + chunk.used() / 2;
        int at = chunk.after(chunk.first());
        int index = 1;
        while (index < chunk.count() - 1 && chunk.after(at) <= middle) {
            at = chunk.after(at);
            index++;
        }
        chunk.moveTail(at, index, right);
        chunkBytes += right.capacity();
        splitIfTooLarge(chunk);
        splitIfTooLarge(right);
    }

    /** An empty chunk for an end of a list that has outgrown its first one: the one that was emptied last, or a new one of full size. */
    private ListChunk newChunk(boolean growsForwards) {
        ListChunk chunk = spare;
        spare = null;
        if (chunk == null) {
            chunk = new ListChunk();
            chunk.reserve();
        }
        chunk.clear(growsForwards);
        chunkBytes += chunk.capacity();
        return chunk;
    }

    private void linkFirst(ListChunk chunk) {
        chunk.next = first;
        first.previous = chunk;
        first = chunk;
    }

    private void linkLast(ListChunk chunk) {
        linkAfter(last, chunk);
    }

    private void linkAfter(ListChunk before, ListChunk chunk) {
        ListChunk next = before.next;
        chunk.previous = before;
        chunk.next = next;
        before.next = chunk;
        if (next == null) last = chunk;
        else next.previous = chunk;
    }

    /** Takes a chunk out of the chain and keeps it for the next one that is needed, while the list is long enough to be worth it: a queue then allocates nothing. */
    private void retire(ListChunk chunk) {
        unlink(chunk);
        chunk.clear(true);
        spare = first != last && chunk.capacity() == ListChunk.MAX_BYTES ? chunk : null;
    }

    /** Takes a chunk out of the chain; never the only one. */
    private void unlink(ListChunk chunk) {
        ListChunk before = chunk.previous;
        ListChunk next = chunk.next;
        if (before == null && next != null) first = next;
        if (next == null && before != null) last = before;
        if (before != null) before.next = next;
        if (next != null) next.previous = before;
        chunkBytes -= chunk.capacity();
    }

    /** Walks the elements in one direction. Valid until the list changes. */
    public final class Cursor {
        private final boolean backwards;
        private @Nullable ListChunk chunk;
        /** Position of the element that was given last; before the first {@link #next}, of the one to give. */
        private int position;

        private int givenInChunk;
        private boolean started;

        private Cursor(long index, boolean backwards) {
            this.backwards = backwards;
            seek(index);
        }

        private void seek(long index) {
            if (index < 0 || index >= size) return;
            ListChunk at = ListValue.this.seek(index);
            int indexInChunk = sought;
            chunk = at;
            position = at.position(indexInChunk);
            givenInChunk = backwards ? at.count() - indexInChunk : indexInChunk + 1;
        }

        /** Moves to the next element; false at the end. */
        public boolean next() {
            ListChunk at = chunk;
            if (at == null) return false;
            if (!started) {
                started = true;
                return true;
            }
            if (givenInChunk < at.count()) {
                position = backwards ? at.before(position) : at.after(position);
                givenInChunk++;
                return true;
            }
            at = backwards ? at.previous : at.next;
            chunk = at;
            if (at == null || at.count() == 0) {
                chunk = null;
                return false;
            }
            position = backwards ? at.before(at.end()) : at.first();
            givenInChunk = 1;
            return true;
        }

        private ListChunk chunk() {
            return Objects.requireNonNull(chunk);
        }

        /** The array that holds the element. */
        public byte[] bytes() {
            return chunk().bytes();
        }

        /** Offset of the element in {@link #bytes()}. */
        public int offset() {
            return chunk().contentAt(position);
        }

        /** Length of the element in bytes. */
        public int length() {
            return chunk().lengthAt(position);
        }

        /** Whether the element equals the slice. */
        public boolean equalTo(byte[] other, int offset, int length) {
            return chunk().equalsAt(position, other, offset, length);
        }
    }
}
