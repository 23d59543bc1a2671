package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.store.ObjectStores;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.Restore;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.text.ConsoleProgress;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater restore}. */
public final class RestoreRole {
    private static final int UNKNOWN = 0;

    private RestoreRole() {}

    /** Returns the exit code. */
    public static int run(RestoreOptions options) {
        RestoreRequest request = options.request();
        var progress = ConsoleProgress.onStandardError();
        try (var store = ObjectStores.open(options.store())) {
            var archive = new Archive(store, options.cluster().name());
            try (ClusterLog log = log(options.cluster()); ClusterLog elsewhere = log(options.elsewhere())) {
                RestorePlaces places = new RestorePlaces(log, elsewhere);
                if (log == null) {
                    new Restore(archive, null, () -> new RecordSchemas(null), UNKNOWN, progress, places).run(request, System.out);
                } else {
                    // The archive knows the number of shards once it holds anything; until then only Kafka does.
                    int shards = archive.shards() == UNKNOWN ? log.shards() : UNKNOWN;
                    new Restore(archive, log.topics(), log::schemas, shards, progress, places).run(request, System.out);
                }
                return 0;
            }
        } finally {
            progress.clear();
        }
    }

    private static @Nullable ClusterLog log(@Nullable ClusterAddress address) {
        return address == null || address.kafka() == null ? null : ClusterLog.of(address, "restore");
    }
}
