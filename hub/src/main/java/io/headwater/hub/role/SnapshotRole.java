package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.SnapshotJob.Taken;
import io.headwater.archive.store.ObjectStores;
import io.headwater.restore.ConsoleProgress;
import java.nio.file.Path;
import java.util.List;

/** Runs {@code headwater snapshot}. */
public final class SnapshotRole {
    private SnapshotRole() {}

    /** Returns the exit code. */
    public static int run(ArchiveOptions options) {
        var progress = ConsoleProgress.onStandardError();
        try (var log = ClusterLog.of(options.cluster(), "snapshot");
                var store = ObjectStores.open(options.store())) {
            var archive = new Archive(store, options.cluster().name());
            var spool = Path.of(System.getProperty("java.io.tmpdir"));
            List<Taken> all = new SnapshotJob(archive, log.topics(), log::schemas, spool, progress).run(log.shards());
            progress.clear();
            for (Taken taken : all) {
                System.out.println("shard " + taken.shard() + ": "
                        + (taken.taken() ? "snapshot of " + taken.keys() + " keys at " : "nothing new since the snapshot at ")
                        + taken.snapshot().position() + ", " + taken.snapshot().object());
            }
        } finally {
            progress.clear();
        }
        return 0;
    }
}
