package io.headwater.archive.store;

import java.io.InputStream;
import java.util.List;

/** Passes everything on to another store; what a wrapper does otherwise, it overrides. Any thread. */
public abstract class WrappedObjectStore implements ObjectStore {
    protected final ObjectStore store;

    protected WrappedObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public InputStream get(String name) {
        return store.get(name);
    }

    @Override
    public byte[] range(String name, long offset, int length) {
        return store.range(name, offset, length);
    }

    @Override
    public void put(String name, Content content) {
        store.put(name, content);
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        return store.putIfAbsent(name, content);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(String name) {
        store.delete(name);
    }

    @Override
    public int sweep() {
        return store.sweep();
    }

    @Override
    public String url() {
        return store.url();
    }

    @Override
    public void close() {
        store.close();
    }
}
