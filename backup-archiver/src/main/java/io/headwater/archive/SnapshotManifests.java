package io.headwater.archive;

import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Snapshot;
import io.headwater.schemas.ArchiveManifest.StoredObject;

/** Makes a snapshot's manifest from its object, which is read to its end and must be a whole RDB file of this archive. */
final class SnapshotManifests {
    private SnapshotManifests() {}

    /** @throws DamagedObjectException if it is none */
    static ArchiveManifest of(Archive archive, String object) {
        StoredRdb stored = StoredRdb.read(archive, object);
        RdbInfo info = stored.info();
        if (info == null || info.note() == null) {
            throw new DamagedObjectException(object, "does not say where in a log it stands");
        }
        StoredObject found = new StoredObject(object, stored.sha256(), stored.bytes());
        return new ArchiveManifest(archive.cluster(), info.shard(), info.note(), new Snapshot(found, stored.keys(), null));
    }
}
