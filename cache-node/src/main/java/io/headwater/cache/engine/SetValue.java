package io.headwater.cache.engine;

/** The value of type {@code set}. */
public final class SetValue extends Value {
    @Override
    public ValueType type() {
        return ValueType.SET;
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
    public SetValue copy() {
        throw new UnsupportedOperationException();
    }
}
