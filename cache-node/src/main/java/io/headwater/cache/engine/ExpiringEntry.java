package io.headwater.cache.engine;

/** An entry with room for an expiry and for its place in the {@link ExpiryHeap}; it stays one when the expiry is taken away. */
final class ExpiringEntry extends Entry {
    static final int NOT_IN_HEAP = -1;

    long expireAtMs = NO_EXPIRY;
    int heapIndex = NOT_IN_HEAP;

    ExpiringEntry(byte[] key, int hash, Value value) {
        super(key, hash, value);
    }

    @Override
    public long expireAtMs() {
        return expireAtMs;
    }
}
