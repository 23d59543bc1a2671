package io.headwater.archive.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store in memory whose owner may damage objects, and may ask to be told before and after each step. */
public final class MemoryObjectStore implements ObjectStore {
    /** Called around every change; may throw to act a store that fails or a process that dies there. */
    @FunctionalInterface
    public interface Faults {
        void at(String point);
    }

    private final Map<String, byte[]> objects;
    private final Faults faults;

    /** An empty store without faults. */
    public MemoryObjectStore() {
        this(new TreeMap<>(), point -> {});
    }

    private MemoryObjectStore(Map<String, byte[]> objects, Faults faults) {
        this.objects = objects;
        this.faults = faults;
    }

    /** The same objects, as another process sees them. */
    public MemoryObjectStore withFaults(Faults around) {
        return new MemoryObjectStore(objects, around);
    }

    /** The stored bytes themselves, for damage. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    @Override
    public synchronized void put(String name, Content content) {
        ObjectStores.checked(name);
        byte[] bytes = bytes(name, content);
        faults.at("before put " + name);
        objects.put(name, bytes);
        faults.at("after put " + name);
    }

    @Override
    public synchronized boolean putIfAbsent(String name, Content content) {
        ObjectStores.checked(name);
        byte[] bytes = bytes(name, content);
        faults.at("before put " + name);
        boolean created = objects.putIfAbsent(name, bytes) == null;
        faults.at("after put " + name);
        return created;
    }

    private static byte[] bytes(String name, Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new StoreException("cannot write " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized InputStream get(String name) {
        return new ByteArrayInputStream(existing(name));
    }

    @Override
    public synchronized byte[] range(String name, long offset, int length) {
        byte[] bytes = existing(name);
        int from = (int) Math.min(offset, bytes.length);
        return Arrays.copyOfRange(bytes, from, (int) Math.min((long) from + length, bytes.length));
    }

    private byte[] existing(String name) {
        byte[] bytes = objects.get(ObjectStores.checked(name));
        if (bytes == null) {
            throw new NoSuchObjectException(name, url());
        }
        return bytes;
    }

    @Override
    public synchronized List<ObjectInfo> list(String prefix) {
        return objects.entrySet().stream()
                .filter(object -> object.getKey().startsWith(prefix))
                .map(object -> new ObjectInfo(object.getKey(), object.getValue().length))
                .toList();
    }

    @Override
    public synchronized void delete(String name) {
        faults.at("before delete " + name);
        objects.remove(ObjectStores.checked(name));
        faults.at("after delete " + name);
    }

    @Override
    public int sweep() {
        return 0;
    }

    @Override
    public String url() {
        return "memory:";
    }

    @Override
    public void close() {}
}
