package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;

/** A store without a key, which says so where it meets an encrypted object, instead of handing out what no reader understands. Any thread. */
final class PlainObjectStore implements ObjectStore {
    private final ObjectStore store;

    PlainObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public InputStream get(String name) {
        InputStream in = store.get(name);
        try {
            byte[] start = in.readNBytes(ChunkCipher.HEADER_BYTES);
            if (ChunkCipher.isEncrypted(start)) {
                in.close();
                throw ArchiveKeyException.missing(name, url(), ChunkCipher.keyId(start));
            }
            PushbackInputStream whole = new PushbackInputStream(in, ChunkCipher.HEADER_BYTES);
            whole.unread(start);
            return whole;
        } catch (IOException e) {
            throw new StoreException("cannot read " + name + " in " + url() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] range(String name, long offset, int length) {
        byte[] bytes = store.range(name, offset, length);
        if (offset == 0 && ChunkCipher.isEncrypted(bytes)) {
            throw ArchiveKeyException.missing(name, url(), ChunkCipher.keyId(bytes));
        }
        return bytes;
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
