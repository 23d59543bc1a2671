package io.headwater.archive;

import io.headwater.archive.store.NoSuchObjectException;
import io.headwater.archive.store.StoreException;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.cache.rdb.KeyspaceRdbLoader.Loaded;
import io.headwater.cache.rdb.RdbException;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;

/** Makes a snapshot's manifest from its object, which is read to its end and must be a whole RDB file of this archive. */
final class SnapshotManifests {
    /** So many keys at a time are in memory. */
    private static final int PIECE_KEYS = 1 << 14;
    private static final int DATABASES = 1024;

    private SnapshotManifests() {}

    /** @throws DamagedObjectException if it is none */
    static ArchiveManifest of(Archive archive, String object) {
        MessageDigest digest = Sha256.digest();
        Keyspace piece = new Keyspace(DATABASES, Hasher.from(new SecureRandom()), false);
        try (Counted in = new Counted(archive.store().get(object))) {
            InputStream digested = new DigestInputStream(in, digest);
            Loaded loaded = KeyspaceRdbLoader.loadInPieces(digested, piece, PIECE_KEYS, () -> {});
            digested.transferTo(OutputStream.nullOutputStream());
            RdbInfo info = loaded.info();
            if (info == null || info.note() == null || !loaded.summary().checksumVerified() || in.bytes != loaded.summary().bytes()) {
                throw new DamagedObjectException(object, "does not say where in a log it stands, or is not whole");
            }
            StoredObject stored = new StoredObject(object, Sha256.hex(digest), in.bytes);
            return new ArchiveManifest(archive.cluster(), info.shard(), info.note(), new Snapshot(stored, loaded.summary().keys(), null));
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(object, "is missing");
        } catch (RdbException e) {
            throw new DamagedObjectException(object, "is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new StoreException("cannot read " + object + " in " + archive.store().url() + ": " + e.getMessage(), e);
        }
    }

    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
