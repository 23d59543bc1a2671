package io.headwater.cache.rdb;

import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueLoader;

/** Takes one key of an RDB file, and has its value then. Knows the input for one purpose: to say where what it refuses stands. */
final class ValueBuilder implements RdbVisitor {
    private final RdbInput in;
    private final Hasher hasher;
    private Value value = new StringValue(new byte[0]);

    ValueBuilder(RdbInput in, Hasher hasher) {
        this.in = in;
        this.hasher = hasher;
    }

    Value value() {
        return value;
    }

    @Override
    public void string(byte[] key, byte[] content, long expireAtMs) {
        value = new StringValue(content);
    }

    @Override
    public void stream(byte[] key, StreamValue stream, long expireAtMs) {
        value = stream;
    }

    @Override
    public void beginHash(byte[] key, long count, long expireAtMs) {
        value = new HashValue(hasher);
    }

    @Override
    public void field(byte[] field, byte[] content) throws RdbException {
        requireNew(ValueLoader.field((HashValue) value, field, content));
    }

    @Override
    public void beginList(byte[] key, long count, long expireAtMs) {
        value = new ListValue();
    }

    @Override
    public void element(byte[] element) {
        ValueLoader.element((ListValue) value, element);
    }

    @Override
    public void beginSet(byte[] key, long count, long expireAtMs) {
        value = new SetValue(hasher);
    }

    @Override
    public void member(byte[] member) throws RdbException {
        requireNew(ValueLoader.member((SetValue) value, member));
    }

    @Override
    public void beginSortedSet(byte[] key, long count, long expireAtMs) {
        value = new SortedSetValue(hasher);
    }

    @Override
    public void scored(byte[] member, double score) throws RdbException {
        requireNew(ValueLoader.scored((SortedSetValue) value, member, score));
    }

    @Override
    public void end() {}

    private void requireNew(boolean isNew) throws RdbException {
        if (!isNew) throw in.damaged("an element is there twice");
    }
}
