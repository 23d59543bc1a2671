package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of a list's elements, side by side in one array with free room on both sides, so that either end grows and shrinks without moving the others.
 *
 * <pre>
 *   array:    | free | entry | entry | ... | entry | free |
 *                    ^head                         ^tail
 *   entry:    length, bytes, length        so that it can be walked from both sides
 *   length:   one byte 0..254, or five: 255 beside an int, the 255 being the outer byte
 * </pre>
 *
 * A position is the index of an entry's first byte; it holds until the next change.
 */
final class ListChunk {
    /** A chunk takes no further entry beyond this, unless it is empty: a longer entry has a chunk for itself. */
    static final int MAX_BYTES = 8 << 10;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONG_LENGTH = 255;
    private static final int MIN_CAPACITY = 32;

    private byte[] bytes = Numbers.EMPTY;
    private int head;
    private int tail;
    private int count;
    @Nullable ListChunk previous;
    @Nullable ListChunk next;

    /** Number of entries. */
    int count() {
        return count;
    }

    /** Bytes that the entries take. */
    int used() {
        return tail - head;
    }

    /** Length of the array, used or not. */
    int capacity() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Position of the first entry, or {@link #end} if there is none. */
    int first() {
        return head;
    }

    /** The position after the last entry. */
    int end() {
        return tail;
    }

    static int entryBytes(int length) {
        return length + 2 * lengthBytes(length);
    }

    private static int lengthBytes(int length) {
        return length < LONG_LENGTH ? 1 : 1 + Integer.BYTES;
    }

    boolean hasRoomFor(int length) {
        return count == 0 || used() + (long) entryBytes(length) <= MAX_BYTES;
    }

    int lengthAt(int position) {
        int length = bytes[position] & 0xff;
        return length < LONG_LENGTH ? length : (int) INT.get(bytes, position + 1);
    }

    /** Index of the first content byte of the entry at {@code position}. */
    int contentAt(int position) {
        return position + ((bytes[position] & 0xff) < LONG_LENGTH ? 1 : 1 + Integer.BYTES);
    }

    int after(int position) {
        return position + entryBytes(lengthAt(position));
    }

    /** Position of the entry that ends at {@code position}. */
    int before(int position) {
        int length = bytes[position - 1] & 0xff;
        if (length == LONG_LENGTH) length = (int) INT.get(bytes, position - 1 - Integer.BYTES);
        return position - entryBytes(length);
    }

    /** Position of the entry with this index, walked to from the nearer end; {@link #end} for {@link #count}. */
    int position(int index) {
        int at;
        if (index <= count / 2) {
            at = head;
            for (int i = 0; i < index; i++) at = after(at);
        } else {
            at = tail;
            for (int i = count; i > index; i--) at = before(at);
        }
        return at;
    }

    boolean equalsAt(int position, byte[] other, int offset, int length) {
        if (lengthAt(position) != length) return false;
        int content = contentAt(position);
        return Arrays.equals(bytes, content, content + length, other, offset, offset + length);
    }

    void addFirst(byte[] source, int offset, int length) {
        int size = entryBytes(length);
        if (head < size) makeRoom(size, 0);
        head -= size;
        write(head, source, offset, length);
        count++;
    }

    void addLast(byte[] source, int offset, int length) {
        int size = entryBytes(length);
        if (bytes.length - tail < size) makeRoom(0, size);
        write(tail, source, offset, length);
        tail += size;
        count++;
    }

    /** Inserts an entry before the one at {@code position}, which may be {@link #end}. */
    void insert(int position, byte[] source, int offset, int length) {
        write(openGap(position, entryBytes(length)), source, offset, length);
        count++;
    }

    void replace(int position, byte[] source, int offset, int length) {
        int before = entryBytes(lengthAt(position));
        int now = entryBytes(length);
        int at = position;
        if (now > before) at = openGap(position, now - before);
        else if (now < before) at = closeGap(position + now, position + before) - now;
        write(at, source, offset, length);
        if (bytes.length > 2 * MAX_BYTES && used() < bytes.length / 4) shrink();
    }

    /** Gives back what an entry beyond the bound had taken. */
    private void shrink() {
        bytes = Arrays.copyOfRange(bytes, head, tail);
        tail -= head;
        head = 0;
    }

    /** Makes an empty chunk's array as large as it may get. */
    void reserve() {
        bytes = new byte[MAX_BYTES];
    }

    /** Forgets all entries and neighbours, and has the free room where the chunk will grow: before its first entry, or behind its last one. */
    void clear(boolean growsForwards) {
        head = growsForwards ? 0 : bytes.length;
        tail = head;
        count = 0;
        previous = null;
        next = null;
    }

    /** Removes {@code entries} entries, which take the bytes [from, to); returns the position of what followed them. */
    int remove(int from, int to, int entries) {
        count -= entries;
        return closeGap(from, to);
    }

    /** Moves the entries from {@code position}, which has index {@code index}, to the end of {@code other}. */
    void moveTail(int position, int index, ListChunk other) {
        int size = tail - position;
        other.makeRoom(0, size);
        System.arraycopy(bytes, position, other.bytes, other.tail, size);
        other.tail += size;
        other.count += count - index;
        tail = position;
        count = index;
    }

    /** An independent chunk with the same entries and no free room. */
    ListChunk copy() {
        ListChunk copy = new ListChunk();
        copy.bytes = Arrays.copyOfRange(bytes, head, tail);
        copy.tail = tail - head;
        copy.count = count;
        return copy;
    }

    private void write(int at, byte[] source, int offset, int length) {
        int content = at + lengthBytes(length);
        System.arraycopy(source, offset, bytes, content, length);
        int last = content + length;
        if (length < LONG_LENGTH) {
            bytes[at] = (byte) length;
            bytes[last] = (byte) length;
        } else {
            bytes[at] = (byte) LONG_LENGTH;
            INT.set(bytes, at + 1, length);
            INT.set(bytes, last, length);
            bytes[last + Integer.BYTES] = (byte) LONG_LENGTH;
        }
    }

    /** Opens {@code gap} bytes at {@code position} by moving what lies behind it; returns where the gap is. */
    private int openGap(int position, int gap) {
        int fromHead = position - head;
        if (bytes.length - tail < gap) makeRoom(0, gap);
        int at = head + fromHead;
        System.arraycopy(bytes, at, bytes, at + gap, tail - at);
        tail += gap;
        return at;
    }

    /** Takes out the bytes [from, to) by moving the shorter side; returns where the bytes that followed them are now. */
    private int closeGap(int from, int to) {
        int gap = to - from;
        if (from - head < tail - to) {
            System.arraycopy(bytes, head, bytes, head + gap, from - head);
            head += gap;
            return to;
        }
        System.arraycopy(bytes, to, bytes, from, tail - to);
        tail -= gap;
        return from;
    }

    /**
     * Provides {@code front} free bytes before the entries or {@code back} behind them. While at most half of the array is in use the entries move within it, to
     * the middle of what is free; so a queue that drifts through its array pays one move for many pushes, and allocates nothing. Otherwise the array grows.
     */
    private void makeRoom(int front, int back) {
        int used = tail - head;
        int needed = Math.addExact(used, front + back);
        int capacity = bytes.length;
        byte[] target = bytes;
        if (capacity / 2 < needed) {
            int doubled = Math.max(MIN_CAPACITY, needed + (needed >> 1));
            // Up to its bound a chunk grows in steps; an entry beyond the bound is alone and gets what it needs.
            capacity = needed > MAX_BYTES ? needed : Math.min(doubled, MAX_BYTES);
            if (capacity > bytes.length) target = new byte[capacity];
            else capacity = bytes.length;
        }
        int free = capacity - needed;
        // Growth goes on where it began; a move leaves room on both sides.
        int spare = target == bytes ? free / 2 : front > 0 ? free : 0;
        int newHead = front + spare;
        System.arraycopy(bytes, head, target, newHead, used);
        bytes = target;
        head = newHead;
        tail = newHead + used;
    }
}
