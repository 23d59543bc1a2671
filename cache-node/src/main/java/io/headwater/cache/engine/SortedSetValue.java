package io.headwater.cache.engine;

/** The value of type {@code zset}. */
public final class SortedSetValue extends Value {
    @Override
    public ValueType type() {
        return ValueType.ZSET;
    }

    @Override
    public String encoding() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long memoryBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SortedSetValue copy() {
        throw new UnsupportedOperationException();
    }
}
