package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** A store without a key, which says so where it meets an encrypted object, instead of handing out what no reader understands. Any thread. */
final class PlainObjectStore extends WrappedObjectStore {
    PlainObjectStore(ObjectStore store) {
        super(store);
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
}
