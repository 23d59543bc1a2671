package io.headwater.cache.engine;

/** The value of type {@code hash}. */
public final class HashValue extends Value {
    @Override
    public ValueType type() {
        return ValueType.HASH;
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
    public HashValue copy() {
        throw new UnsupportedOperationException();
    }
}
