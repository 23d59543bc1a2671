package io.headwater.archive.testing;

import io.headwater.archive.store.Content;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A store whose listings lack the newest objects, as those of some object stores do; everything else is as of now. One thread. */
public final class LateListingStore implements ObjectStore {
    private final ObjectStore store;
    private final int late;
    private final Deque<String> newest = new ArrayDeque<>();

    /** @param late how many of the newest objects a listing lacks */
    public LateListingStore(ObjectStore store, int late) {
        this.store = store;
        this.late = late;
    }

    private void created(String name) {
        newest.remove(name);
        newest.add(name);
        while (newest.size() > late) {
            newest.remove();
        }
    }

    @Override
    public void put(String name, Content content) {
        store.put(name, content);
        created(name);
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        boolean created = store.putIfAbsent(name, content);
        if (created) {
            created(name);
        }
        return created;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return store.list(prefix).stream().filter(object -> !newest.contains(object.name())).toList();
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
