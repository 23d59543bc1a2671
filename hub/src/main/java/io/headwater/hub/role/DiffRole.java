package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.store.ObjectStores;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.diff.Comparison;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.Selection;
import io.headwater.restore.text.ConsoleProgress;

/** Runs {@code headwater diff}. */
public final class DiffRole {
    private static final int UNKNOWN = 0;

    private DiffRole() {}

    /** Returns the exit code. */
    public static int run(
            ClusterAddress cluster, String url, RestorePoint from, RestorePoint to, Selection selection, int samples, boolean json) {
        var progress = ConsoleProgress.onStandardError();
        try (var store = ObjectStores.open(url)) {
            var archive = new Archive(store, cluster.name());
            if (cluster.kafka() == null) {
                new Comparison(archive, null, () -> new RecordSchemas(null), UNKNOWN, progress)
                        .run(from, to, selection, samples, json, System.out);
                return 0;
            }
            try (var log = ClusterLog.of(cluster, "diff")) {
                int shards = archive.shards() == UNKNOWN ? log.shards() : UNKNOWN;
                new Comparison(archive, log.topics(), log::schemas, shards, progress).run(from, to, selection, samples, json, System.out);
                return 0;
            }
        } finally {
            progress.clear();
        }
    }
}
