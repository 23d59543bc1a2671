package io.headwater.cache.engine;

/** The value of type {@code list}. */
public final class ListValue extends Value {
    @Override
    public ValueType type() {
        return ValueType.LIST;
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
    public ListValue copy() {
        throw new UnsupportedOperationException();
    }
}
