package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a database that have an expiry, soonest first: a heap with four children per node whose times lie in an array of their own, so that a sift reads one
 * cache line per level. Where Redis samples its keys and leaves up to a quarter of the expired ones behind, this one always knows the next key to expire; that
 * costs 12 bytes per such key and no randomness.
 */
final class ExpiryHeap {
    private static final int ARITY = 4;
    private static final int MIN_CAPACITY = 16;

    private long[] times = new long[MIN_CAPACITY];
    private @Nullable ExpiringEntry[] entries = new ExpiringEntry[MIN_CAPACITY];
    private int size;
    /** Sum of all times in ms, for the average that INFO reports; a double, since sums of far times overflow a long. */
    private double sumMs;

    int size() {
        return size;
    }

    /** The entry that expires first, or null. */
    @Nullable ExpiringEntry first() {
        return entries[0];
    }

    /** The entry at a place in [0, size): any order, for sampling. */
    ExpiringEntry at(int index) {
        ExpiringEntry entry = index < size ? entries[index] : null;
        if (entry == null) throw new IndexOutOfBoundsException(index);
        return entry;
    }

    /** Mean of all expiry times in ms, 0 without any. */
    double averageMs() {
        return size == 0 ? 0 : sumMs / size;
    }

    /** Sets the entry's expiry, and takes it in if it is not here. */
    void put(ExpiringEntry entry, long expireAtMs) {
        int index = entry.heapIndex;
        if (index == ExpiringEntry.NOT_IN_HEAP) {
            if (size == times.length) resize(size * 2);
            index = size++;
        } else {
            sumMs -= entry.expireAtMs;
        }
        sumMs += expireAtMs;
        entry.expireAtMs = expireAtMs;
        siftDown(siftUp(index, expireAtMs), entry, expireAtMs);
    }

    /** Takes the entry and its expiry away; whether there was one. */
    boolean remove(ExpiringEntry entry) {
        int index = entry.heapIndex;
        if (index == ExpiringEntry.NOT_IN_HEAP) return false;
        sumMs -= entry.expireAtMs;
        entry.heapIndex = ExpiringEntry.NOT_IN_HEAP;
        entry.expireAtMs = Entry.NO_EXPIRY;
        ExpiringEntry last = at(size - 1);
        size--;
        long lastTime = times[size];
        entries[size] = null;
        if (index < size) siftDown(siftUp(index, lastTime), last, lastTime);
        if (size == 0) sumMs = 0;
        if (times.length > MIN_CAPACITY && size < times.length / 4) resize(times.length / 2);
        return true;
    }

    void clear() {
        times = new long[MIN_CAPACITY];
        entries = new ExpiringEntry[MIN_CAPACITY];
        size = 0;
        sumMs = 0;
    }

    private void resize(int capacity) {
        times = Arrays.copyOf(times, capacity);
        entries = Arrays.copyOf(entries, capacity);
    }

    /** Moves the hole at {@code index} up to where {@code time} may stand; returns that place. */
    private int siftUp(int index, long time) {
        int hole = index;
        while (hole > 0) {
            int parent = (hole - 1) / ARITY;
            if (times[parent] <= time) break;
            move(parent, hole);
            hole = parent;
        }
        return hole;
    }

    /** Moves the hole down to where {@code time} may stand, and puts the entry there. */
    private void siftDown(int index, ExpiringEntry entry, long time) {
        int hole = index;
        while (true) {
            int child = hole * ARITY + 1;
            if (child >= size) break;
            int end = Math.min(child + ARITY, size);
            int least = child;
            for (int i = child + 1; i < end; i++) {
                if (times[i] < times[least]) least = i;
            }
            if (times[least] >= time) break;
            move(least, hole);
            hole = least;
        }
        times[hole] = time;
        entries[hole] = entry;
        entry.heapIndex = hole;
    }

    private void move(int from, int to) {
        ExpiringEntry moved = at(from);
        times[to] = times[from];
        entries[to] = moved;
        moved.heapIndex = to;
    }
}
