package io.headwater.archive;

import io.headwater.archive.replay.Replayed;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbException;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbReader;
import io.headwater.cache.rdb.RdbSummary;
import io.headwater.cache.rdb.RdbVisitor;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Stores a keyspace as a snapshot: first the RDB file, whose name and AUX fields say where in the log it stands, then the manifest that vouches
 * for its bytes. A file that is there already, by another job or by one that died before it wrote the manifest, is the same keyspace: it is read, its
 * checksum with it, and gets the manifest. One thread.
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
            StoredObject stored = archive.store().putIfAbsent(object, spool.content())
                    ? new StoredObject(object, Sha256.of(spool.content()), spool.bytes())
                    : existing(object, keys);
            ArchiveManifest manifest =
                    new ArchiveManifest(archive.cluster(), shard, replayed.end(), new Snapshot(stored, keys));
            archive.putManifest(archive.snapshotManifest(shard, timeline, name), manifest);
            return manifest;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot write a snapshot to " + spoolDirectory + ": " + e.getMessage(),
                    "free some room there, or set TMPDIR or java.io.tmpdir to another directory",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
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

    private StoredObject existing(String object, long keys) throws IOException {
        MessageDigest digest = Sha256.digest();
        long bytes;
        try (InputStream in = new DigestInputStream(archive.store().get(object), digest)) {
            RdbSummary summary = RdbReader.read(in, new KeyCounter());
            bytes = summary.bytes() + in.transferTo(OutputStream.nullOutputStream());
            if (summary.keys() != keys) {
                throw new DamagedObjectException(object, "holds " + summary.keys() + " keys where the log made " + keys);
            }
        } catch (RdbException e) {
            throw new DamagedObjectException(object, "is damaged: " + e.getMessage());
        }
        return new StoredObject(object, Sha256.hex(digest), bytes);
    }

    /** Looks at nothing: the reader counts and checks. */
    private static final class KeyCounter implements RdbVisitor {
        @Override
        public void string(byte[] key, byte[] value, long expireAtMs) {}

        @Override
        public void beginHash(byte[] key, long count, long expireAtMs) {}

        @Override
        public void field(byte[] field, byte[] value) {}

        @Override
        public void beginList(byte[] key, long count, long expireAtMs) {}

        @Override
        public void element(byte[] element) {}

        @Override
        public void beginSet(byte[] key, long count, long expireAtMs) {}

        @Override
        public void member(byte[] member) {}

        @Override
        public void beginSortedSet(byte[] key, long count, long expireAtMs) {}

        @Override
        public void scored(byte[] member, double score) {}

        @Override
        public void end() {}
    }
}
