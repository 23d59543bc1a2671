package io.headwater.archive.store;

import io.headwater.archive.DamagedObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Encrypts what goes into a store and decrypts what comes out, in the format of {@link ChunkCipher}. Names and sizes of objects stay visible; what is in them, and
 * that it is whole and in its place, is the key's. Sizes and ranges are those of the plain bytes. Any thread.
 */
final class EncryptedObjectStore extends WrappedObjectStore {
    private final ArchiveKey key;

    EncryptedObjectStore(ObjectStore store, ArchiveKey key) {
        super(store);
        this.key = key;
    }

    @Override
    public void put(String name, Content content) {
        store.put(name, sealed(name, content));
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        return store.putIfAbsent(name, sealed(name, content));
    }

    /** Read again, it gives the same bytes: a repeated request sends nothing new under an old nonce. */
    private Content sealed(String name, Content content) {
        byte[] header = ChunkCipher.newHeader(key);
        return new Content() {
            @Override
            public long length() throws IOException {
                return ChunkCipher.sealedBytes(content.length());
            }

            @Override
            public InputStream open() throws IOException {
                return new SealingStream(content, ChunkCipher.of(key, header, ObjectStores.checked(name)), header);
            }
        };
    }

    @Override
    public InputStream get(String name) {
        InputStream sealed = store.get(name);
        try {
            byte[] header = sealed.readNBytes(ChunkCipher.HEADER_BYTES);
            return new OpeningStream(sealed, ChunkCipher.opening(key, header, name, url()));
        } catch (IOException e) {
            close(sealed);
            throw new StoreException("cannot read " + name + " in " + url() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close(sealed);
            throw e;
        }
    }

    private static void close(InputStream sealed) {
        try {
            sealed.close();
        } catch (IOException e) {
            // it gave nothing that is used
        }
    }

    @Override
    public byte[] range(String name, long offset, int length) {
        ChunkCipher cipher = ChunkCipher.opening(key, store.range(name, 0, ChunkCipher.HEADER_BYTES), name, url());
        long first = offset / ChunkCipher.CHUNK_BYTES;
        long last = (offset + Math.max(1, length) - 1) / ChunkCipher.CHUNK_BYTES;
        int sealedBytes = Math.toIntExact((last - first + 1) * ChunkCipher.SEALED_BYTES);
        // One byte more tells whether the last of these chunks is the object's last.
        byte[] sealed = store.range(name, ChunkCipher.HEADER_BYTES + first * ChunkCipher.SEALED_BYTES, sealedBytes + 1);
        byte[] plain = opened(cipher, first, sealed, sealedBytes, name);
        int from = (int) Math.min(offset - first * ChunkCipher.CHUNK_BYTES, plain.length);
        return Arrays.copyOfRange(plain, from, (int) Math.min((long) from + length, plain.length));
    }

    private byte[] opened(ChunkCipher cipher, long first, byte[] sealed, int wantedBytes, String name) {
        if (sealed.length == 0 && first > 0) {
            verifyEnd(name);
            return sealed;
        }
        byte[] plain = new byte[sealed.length];
        int length = 0;
        int end = Math.min(sealed.length, wantedBytes);
        for (int at = 0; at < end || at == 0; at += ChunkCipher.SEALED_BYTES) {
            int chunkEnd = Math.min(at + ChunkCipher.SEALED_BYTES, end);
            boolean isLast = chunkEnd == sealed.length;
            length += cipher.open(first + at / ChunkCipher.SEALED_BYTES, isLast, sealed, at, chunkEnd - at, plain, length);
        }
        return Arrays.copyOf(plain, length);
    }

    /** Nothing behind an end is an answer only if the end is the right one. */
    private void verifyEnd(String name) {
        try (InputStream whole = get(name)) {
            whole.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new StoreException("cannot read " + name + " in " + url() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return store.list(prefix).stream()
                .map(object -> new ObjectInfo(object.name(), ChunkCipher.plainBytes(object.bytes())))
                .toList();
    }

    /** Reads chunk after chunk, and throws {@link DamagedObjectException} at the first that is not what it should be. */
    private static final class OpeningStream extends ChunkStream {
        private final InputStream sealed;
        private final ChunkCipher cipher;
        private final byte[] input = new byte[ChunkCipher.SEALED_BYTES + 1];
        private int carried;
        private long index;
        private boolean ended;

        OpeningStream(InputStream sealed, ChunkCipher cipher) {
            this.sealed = sealed;
            this.cipher = cipher;
        }

        @Override
        int fill(byte[] chunk) throws IOException {
            if (ended) {
                return -1;
            }
            int filled = carried + sealed.readNBytes(input, carried, input.length - carried);
            ended = filled < input.length;
            int length = cipher.open(index++, ended, input, 0, Math.min(filled, ChunkCipher.SEALED_BYTES), chunk, 0);
            input[0] = input[ChunkCipher.SEALED_BYTES];
            carried = 1;
            return length;
        }

        @Override
        public void close() throws IOException {
            sealed.close();
        }
    }

    /** The header, then chunk after chunk. */
    private static final class SealingStream extends ChunkStream {
        private final InputStream plain;
        private final ChunkCipher cipher;
        private final byte[] header;
        private final byte[] input = new byte[ChunkCipher.CHUNK_BYTES];
        private long rest;
        private long index = -1;
        private boolean ended;

        SealingStream(Content content, ChunkCipher cipher, byte[] header) throws IOException {
            this.plain = content.open();
            this.rest = content.length();
            this.cipher = cipher;
            this.header = header;
        }

        @Override
        int fill(byte[] chunk) throws IOException {
            if (index < 0) {
                System.arraycopy(header, 0, chunk, 0, header.length);
                index = 0;
                return header.length;
            }
            if (ended) {
                return -1;
            }
            int length = (int) Math.min(rest, input.length);
            if (plain.readNBytes(input, 0, length) < length) {
                throw new IOException("the content is shorter than its length");
            }
            rest -= length;
            ended = rest == 0;
            return cipher.seal(index++, ended, input, length, chunk);
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }
}
