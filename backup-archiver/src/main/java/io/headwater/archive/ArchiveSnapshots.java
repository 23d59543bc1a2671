package io.headwater.archive;

import io.headwater.archive.replay.ArchiveListing;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Timeline;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archive's snapshots, for readers of the log that have no state of their own. Any thread. */
public final class ArchiveSnapshots implements BaseSource {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveSnapshots.class);

    private final Archive archive;

    public ArchiveSnapshots(Archive archive) {
        this.archive = archive;
    }

    @Override
    public List<Snapshot> newestFirst(int shard) {
        List<Snapshot> snapshots = new ArrayList<>();
        for (Timeline timeline : archive.timelines(shard)) {
            for (SnapshotInfo info : ArchiveListing.of(archive, shard, timeline).history().snapshots()) {
                try {
                    ArchiveManifest manifest = archive.manifest(info.manifest());
                    if (manifest.content() instanceof ArchiveManifest.Snapshot content) {
                        snapshots.add(new Stored(archive, info, manifest, content.object().sha256()));
                    }
                } catch (DamagedObjectException e) {
                    // an older one will do: it only costs more of the log
                    LOG.warn("{}", e.getMessage());
                }
            }
        }
        snapshots.sort(Comparator.comparingLong(Snapshot::timeMs).reversed());
        return snapshots;
    }

    private record Stored(Archive archive, SnapshotInfo info, ArchiveManifest manifest, String sha256) implements Snapshot {
        @Override
        public String name() {
            return info.object();
        }

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
