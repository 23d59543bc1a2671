package io.headwater.archive;

import io.headwater.archive.replay.ArchiveListing;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.replication.SnapshotSource;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Timeline;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Optional;

/** The archive's snapshots, for readers of the log that have no state of their own. Any thread. */
public final class ArchiveSnapshots implements SnapshotSource {
    private final Archive archive;

    public ArchiveSnapshots(Archive archive) {
        this.archive = archive;
    }

    @Override
    public Optional<Snapshot> newest(int shard) {
        return archive.timelines(shard).stream()
                .flatMap(timeline -> newest(shard, timeline).stream())
                .max(Comparator.comparingLong(Stored::timeMs))
                .map(Snapshot.class::cast);
    }

    private Optional<Stored> newest(int shard, Timeline timeline) {
        for (SnapshotInfo info : ArchiveListing.of(archive, shard, timeline).history().snapshots().reversed()) {
            try {
                return Optional.of(new Stored(archive, info, archive.manifest(info.manifest())));
            } catch (DamagedObjectException e) {
                // an older one will do: it only costs more of the log
            }
        }
        return Optional.empty();
    }

    private record Stored(Archive archive, SnapshotInfo info, ArchiveManifest manifest) implements Snapshot {
        @Override
        public KafkaNote note() {
            return manifest.end();
        }

        @Override
        public long timeMs() {
            return info.timeMs();
        }

        @Override
        public InputStream open() {
            return archive.store().get(info.object());
        }
    }
}
