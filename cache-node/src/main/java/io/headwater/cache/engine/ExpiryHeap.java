package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * The keys of a database that have an expiry, soonest first: a heap with four children per node whose times lie in an array of their own, so that a sift reads one
 * cache line per level. Where Redis samples its keys and leaves up to a quarter of the expired ones behind, this one always knows the next key to expire; that
 * costs 20 bytes per such key and no randomness.
 *
 * <p>A record that is here {@link Records#EXPIRES} and holds its place in the heap.
 */
final class ExpiryHeap {
    /** The place of a record that has room for one and no expiry. */
    static final int NOT_HERE = -1;

    private static final int ARITY = 4;
    private static final int MIN_CAPACITY = 16;

    private final Records records;
    private long[] times = new long[MIN_CAPACITY];
    private long[] references = new long[MIN_CAPACITY];
    private int size;
    /** Sum of all times in ms, for the average that INFO reports; a double, since sums of far times overflow a long. */
    private double sumMs;

    ExpiryHeap(Records records) {
        this.records = records;
    }

    int size() {
        return size;
    }

    /** Bytes of the arrays. */
    long bytes() {
        return 2L * Long.BYTES * times.length;
    }

    /** The record that expires first, or {@link KeyIndex#NONE}. */
    long first() {
        return size == 0 ? KeyIndex.NONE : references[0];
    }

    /** The record at a place in [0, size): any order, for sampling. */
    long at(int place) {
        if (place >= size) throw new IndexOutOfBoundsException(place);
        return references[place];
    }

    /** The expiry of a record that EXPIRES, or {@link Entry#NO_EXPIRY}. */
    long timeOf(long reference) {
        int place = records.heapPlace(reference);
        return place == NOT_HERE ? Entry.NO_EXPIRY : times[place];
    }

    /** Mean of all expiry times in ms, 0 without any. */
    double averageMs() {
        return size == 0 ? 0 : sumMs / size;
    }

    /** Sets the expiry of a record that EXPIRES, and takes it in if it is not here. */
    void put(long reference, long expireAtMs) {
        int place = records.heapPlace(reference);
        if (place == NOT_HERE) {
            if (size == times.length) resize(size * 2);
            place = size++;
        } else {
            sumMs -= times[place];
        }
        sumMs += expireAtMs;
        siftDown(siftUp(place, expireAtMs), reference, expireAtMs);
    }

    /** Takes a record that EXPIRES and its expiry away; whether there was one. */
    boolean remove(long reference) {
        int place = records.heapPlace(reference);
        if (place == NOT_HERE) return false;
        sumMs -= times[place];
        records.heapPlace(reference, NOT_HERE);
        size--;
        if (place < size) siftDown(siftUp(place, times[size]), references[size], times[size]);
        if (size == 0) sumMs = 0;
        if (times.length > MIN_CAPACITY && size < times.length / 4) resize(times.length / 2);
        return true;
    }

    /** Tells that a record which EXPIRES lies elsewhere now; its place came along. */
    void moved(long reference) {
        int place = records.heapPlace(reference);
        if (place != NOT_HERE) references[place] = reference;
    }

    private void resize(int capacity) {
        times = Arrays.copyOf(times, capacity);
        references = Arrays.copyOf(references, capacity);
    }

    /** Moves the hole at {@code place} up to where {@code time} may stand; returns that place. */
    private int siftUp(int place, long time) {
        int hole = place;
        while (hole > 0) {
            int parent = (hole - 1) / ARITY;
            if (times[parent] <= time) break;
            move(parent, hole);
            hole = parent;
        }
        return hole;
    }

    /** Moves the hole down to where {@code time} may stand, and puts the record there. */
    private void siftDown(int place, long reference, long time) {
        int hole = place;
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
        references[hole] = reference;
        records.heapPlace(reference, hole);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        references[to] = references[from];
        records.heapPlace(references[to], to);
    }
}
