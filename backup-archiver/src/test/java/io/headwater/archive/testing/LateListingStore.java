package io.headwater.archive.testing;

import io.headwater.archive.store.Content;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.WrappedObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A store whose listings lack the newest objects, as those of some object stores do; everything else is as of now. One thread. */
public final class LateListingStore extends WrappedObjectStore {
    private final int late;
    private final Deque<String> newest = new ArrayDeque<>();

    /** @param late how many of the newest objects a listing lacks */
    public LateListingStore(ObjectStore store, int late) {
        super(store);
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
        super.put(name, content);
        created(name);
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        boolean created = super.putIfAbsent(name, content);
        if (created) {
            created(name);
        }
        return created;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return super.list(prefix).stream().filter(object -> !newest.contains(object.name())).toList();
    }
}
