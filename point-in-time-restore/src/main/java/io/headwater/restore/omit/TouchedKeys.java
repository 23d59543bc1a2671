package io.headwater.restore.omit;

import java.util.Arrays;

/**
 * A set of keys of one database by 64 bits of their hashes: 16 bytes a key at most, and a wrong answer once in 10^12 for a set of millions. One thread.
 */
final class TouchedKeys {
    private static final int LEAST = 16;

    private long[] hashes = new long[LEAST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    boolean contains(long hash) {
        return size > 0 && hashes[slot(nonZero(hash))] != 0;
    }

    void add(long hash) {
        long wanted = nonZero(hash);
        int slot = slot(wanted);
        if (hashes[slot] == 0) {
            hashes[slot] = wanted;
            if (++size * 2 > hashes.length) {
                grow();
            }
        }
    }

    void remove(long hash) {
        int slot = slot(nonZero(hash));
        if (hashes[slot] == 0) {
            return;
        }
        hashes[slot] = 0;
        size--;
        // What stands behind it may have been pushed there by it.
        for (int next = after(slot); hashes[next] != 0; next = after(next)) {
            long moved = hashes[next];
            hashes[next] = 0;
            hashes[slot(moved)] = moved;
        }
    }

    void clear() {
        hashes = new long[LEAST];
        size = 0;
    }

    private void grow() {
        long[] old = hashes;
        hashes = new long[Math.multiplyExact(old.length, 2)];
        Arrays.stream(old).filter(hash -> hash != 0).forEach(hash -> hashes[slot(hash)] = hash);
    }

    private static long nonZero(long hash) {
        return hash == 0 ? 1 : hash;
    }

    private int slot(long hash) {
        int slot = (int) (hash >>> 32 ^ hash) & hashes.length - 1;
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = after(slot);
        }
        return slot;
    }

    private int after(int slot) {
        return slot + 1 & hashes.length - 1;
    }
}
