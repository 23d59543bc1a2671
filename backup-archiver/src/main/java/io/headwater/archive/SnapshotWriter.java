package io.headwater.archive;

import io.headwater.archive.replay.Replayed;
import io.headwater.cache.engine.digest.DigestSum;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stores a keyspace as a snapshot: first the RDB file, whose name and AUX fields say where in the log it stands; then the file is read back from the store, every key of it, and
 * must come to the same digest as the keyspace; then the manifest that vouches for its bytes. A file that is there already, by another job or by one that died before it wrote the
 * manifest, is verified in the same way. One thread.
 */
final class SnapshotWriter {
    private final Archive archive;
    private final Path spoolDirectory;

    SnapshotWriter(Archive archive, Path spoolDirectory) {
        this.archive = archive;
        this.spoolDirectory = spoolDirectory;
    }

    /** Stores everything that was replayed; returns the manifest. */
    ArchiveManifest write(int shard, Replayed replayed) {
        Timeline timeline = Objects.requireNonNull(replayed.end().filter().timeline());
        SnapshotName name = SnapshotName.at(replayed.end());
        String object = archive.snapshotObject(shard, timeline, name);
        try (Spool spool = Spool.create(spoolDirectory)) {
            long keys = writeRdb(spool, shard, timeline, replayed);
            StoredObject stored = store(object, spool, keys, DigestSum.of(replayed.keyspace()));
            ArchiveManifest manifest =
                    new ArchiveManifest(archive.cluster(), shard, replayed.end(), new Snapshot(stored, keys, replayed.proven()));
            publish(archive.snapshotManifest(shard, timeline, name), manifest);
            return manifest;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot write a snapshot to " + spoolDirectory + ": " + e.getMessage(),
                    "free some room there, or set TMPDIR or java.io.tmpdir to another directory",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    /** The manifest of an object that was damaged and is stored anew is stored anew, too. */
    private void publish(String name, ArchiveManifest manifest) {
        if (archive.putManifest(name, manifest)) {
            return;
        }
        try {
            if (archive.manifest(name).content() instanceof Snapshot old && old.object().equals(((Snapshot) manifest.content()).object())) {
                return;
            }
        } catch (DamagedObjectException e) {
            // replaced
        }
        archive.replaceManifest(name, manifest);
    }

    private StoredObject store(String object, Spool spool, long keys, DigestSum sum) throws IOException {
        boolean created = archive.store().putIfAbsent(object, spool.content());
        try {
            return verified(object, keys, sum, created ? Sha256.of(spool.content()) : null);
        } catch (DamagedObjectException e) {
            if (created) {
                archive.store().delete(object);
                throw e;
            }
        }
        // Left by a writer that died, or by a store that lost a part of it: it is of no use to anybody.
        archive.store().put(object, spool.content());
        return verified(object, keys, sum, Sha256.of(spool.content()));
    }

    private static long writeRdb(Spool spool, int shard, Timeline timeline, Replayed replayed) throws IOException {
        RdbWriter rdb = new RdbWriter(spool.output(), RdbWriter.Compression.LZF);
        new RdbInfo(timeline, shard, replayed.end().filter().position(), replayed.end().filter().lastTimeMs(), replayed.end())
                .write(rdb);
        // Expired keys stay: whether they are gone is for the log behind the snapshot to say.
        new KeyspaceRdbWriter(rdb, KeyspaceRdbWriter.KEEP_EXPIRED).write(replayed.keyspace());
        rdb.finish();
        return rdb.keys();
    }

    /**
     * What the store gives back must be what was replayed, key for key. An object that is not, and that no manifest vouches for, goes.
     *
     * @param written the checksum of what was to be stored; null if another writer has stored it
     */
    private StoredObject verified(String object, long keys, DigestSum sum, @Nullable String written) {
        StoredRdb read = StoredRdb.read(archive, object);
        if (read.keys() != keys || !read.sum().equals(sum)) {
            throw new DamagedObjectException(
                    object, "holds " + read.keys() + " keys where the log made " + keys + "; it differs in slots " + String.join(",", read.sum().differences(sum)));
        }
        if (written != null && !read.sha256().equals(written)) {
            throw new DamagedObjectException(object, "has other bytes than were written");
        }
        return new StoredObject(object, read.sha256(), read.bytes());
    }
}
