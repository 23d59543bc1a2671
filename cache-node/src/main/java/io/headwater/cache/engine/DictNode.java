package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/** A node of a {@link Dict}: a key and its place in a chain. Types extend it by what they map the key to; a set needs no more than this. */
public class DictNode {
    final byte[] key;
    final int hash;
    @Nullable DictNode next;

    /** Takes {@code key} over; {@code hash} is {@link Hasher#hash} of it. */
    protected DictNode(byte[] key, int hash) {
        this.key = key;
        this.hash = hash;
    }

    /** The key; not to be changed. */
    public final byte[] key() {
        return key;
    }

    /** The keyed hash of the key. */
    public final int hash() {
        return hash;
    }
}
