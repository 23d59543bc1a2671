package io.headwater.archive;

import io.headwater.archive.store.NoSuchObjectException;
import io.headwater.archive.store.StoreException;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.DigestSum;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.cache.rdb.RdbException;
import io.headwater.cache.rdb.RdbInfo;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a stored RDB file turns out to hold when it is read back: by what was written nobody knows what can be read.
 *
 * @param keys in it
 * @param bytes of the object
 * @param sha256 of the object, hexadecimal
 * @param sum what its keys add up to
 * @param info where in a log it stands; null if it does not say so
 */
record StoredRdb(long keys, long bytes, String sha256, DigestSum sum, @Nullable RdbInfo info) {
    /** So many keys at a time are in memory. */
    private static final int PIECE_KEYS = 1 << 14;

    private static final int DATABASES = 1024;

    /**
     * Reads an object to its end: every key is decoded, loaded and summed up, piece by piece.
     *
     * @throws DamagedObjectException if it is missing, or no RDB file whose checksum is right
     */
    static StoredRdb read(Archive archive, String object) {
        MessageDigest digest = Sha256.digest();
        Keyspace piece = new Keyspace(DATABASES, Hasher.from(new SecureRandom()), false);
        DigestSum sum = new DigestSum();
        try (Counted in = new Counted(archive.store().get(object), digest)) {
            var loaded = KeyspaceRdbLoader.loadInPieces(in, piece, PIECE_KEYS, () -> sum.add(DigestSum.of(piece)));
            var summary = loaded.summary();
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // the checksum is of the whole object
            }
            if (!summary.checksumVerified() || in.bytes != summary.bytes()) {
                throw new DamagedObjectException(object, "has " + in.bytes + " bytes, of which " + summary.bytes() + " are an RDB file");
            }
            return new StoredRdb(summary.keys(), in.bytes, Sha256.hex(digest), sum, loaded.info());
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(object, "is missing");
        } catch (RdbException e) {
            throw new DamagedObjectException(object, "is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new StoreException("cannot read " + object + " in " + archive.store().url() + ": " + e.getMessage(), e);
        }
    }

    /** Counts what is read, in bulk. */
    private static final class Counted extends DigestInputStream {
        private long bytes;

        Counted(InputStream in, MessageDigest digest) {
            super(in, digest);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
