package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.Sha256;
import io.headwater.archive.store.NoSuchObjectException;
import io.headwater.archive.store.StoreException;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.cache.rdb.KeyspaceRdbLoader.KeyFilter;
import io.headwater.cache.rdb.RdbException;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Loads a snapshot and checks it against its manifest while it is read, so that a large one is read once. */
final class SnapshotLoader {
    private SnapshotLoader() {}

    /** What was loaded. */
    record Loaded(ArchiveManifest manifest, long keys, @Nullable Proven proven) {}

    /**
     * Loads a snapshot into an empty keyspace.
     *
     * @param filter which of its keys are wanted
     * @throws DamagedObjectException if it cannot be used; the keyspace is worthless then
     */
    static Loaded load(Archive archive, SnapshotInfo info, Keyspace keyspace, KeyFilter filter) {
        ArchiveManifest manifest = archive.manifest(info.manifest());
        if (!(manifest.content() instanceof Snapshot snapshot) || !snapshot.object().name().equals(info.object())) {
            throw new DamagedObjectException(info.manifest(), "describes another object");
        }
        MessageDigest digest = Sha256.digest();
        long keys;
        try (InputStream in = new ReadAhead(new DigestInputStream(archive.store().get(info.object()), digest))) {
            keys = KeyspaceRdbLoader.load(in, snapshot.keys(), keyspace, filter).summary().keys();
            in.transferTo(OutputStream.nullOutputStream()); // the digest is of the whole object
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(info.object(), "is missing");
        } catch (RdbException e) {
            throw new DamagedObjectException(info.object(), "is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new StoreException(
                    "cannot read " + info.object() + " in " + archive.store().url() + ": " + e.getMessage(), e);
        }
        if (!Sha256.hex(digest).equals(snapshot.object().sha256())) {
            throw new DamagedObjectException(info.object(), "has bytes whose SHA-256 is not the manifest's");
        }
        if (keys != snapshot.keys()) {
            throw new DamagedObjectException(info.object(), "holds " + keys + " keys where its manifest says " + snapshot.keys());
        }
        return new Loaded(manifest, keys, snapshot.proven());
    }
}
