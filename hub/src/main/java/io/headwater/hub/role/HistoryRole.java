package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.store.ObjectStores;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.history.KeyHistory;
import io.headwater.restore.history.KeyHistory.Question;
import io.headwater.restore.text.ConsoleProgress;

/** Runs {@code headwater history}. */
public final class HistoryRole {
    private static final int UNKNOWN = 0;

    private HistoryRole() {}

    /** Returns the exit code. */
    public static int run(ClusterAddress cluster, String url, Question question, boolean json) {
        var progress = ConsoleProgress.onStandardError();
        try (var store = ObjectStores.open(url)) {
            var archive = new Archive(store, cluster.name());
            if (cluster.kafka() == null) {
                new KeyHistory(archive, null, () -> new RecordSchemas(null), UNKNOWN, progress).run(question, json, System.out);
                return 0;
            }
            try (var log = ClusterLog.of(cluster, "history")) {
                int shards = archive.shards() == UNKNOWN ? log.shards() : UNKNOWN;
                new KeyHistory(archive, log.topics(), log::schemas, shards, progress).run(question, json, System.out);
                return 0;
            }
        } finally {
            progress.clear();
        }
    }
}
