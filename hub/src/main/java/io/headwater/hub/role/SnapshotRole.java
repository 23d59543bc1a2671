package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.SnapshotJob.Taken;
import io.headwater.archive.store.ObjectStores;
import io.headwater.restore.text.ConsoleProgress;
import io.headwater.restore.text.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Runs {@code headwater snapshot}. */
public final class SnapshotRole {
    private SnapshotRole() {}

    /** Returns the exit code. */
    public static int run(ArchiveOptions options, boolean json, PrintStream out) {
        var progress = ConsoleProgress.onStandardError();
        try (var log = ClusterLog.of(options.cluster(), "snapshot");
                var store = ObjectStores.open(options.store())) {
            var archive = new Archive(store, options.cluster().name());
            var spool = Path.of(System.getProperty("java.io.tmpdir"));
            List<Taken> all = new SnapshotJob(archive, log.topics(), log::schemas, spool, progress).run(log.shards());
            progress.clear();
            out.print(json ? json(all) : text(all));
            out.flush();
        } finally {
            progress.clear();
        }
        return 0;
    }

    private static String text(List<Taken> all) {
        StringBuilder text = new StringBuilder();
        for (Taken taken : all) {
            text.append("shard ").append(taken.shard())
                    .append(taken.taken() ? ": snapshot of " + taken.keys() + " keys at " : ": nothing new since the snapshot at ")
                    .append(taken.snapshot().position()).append(", ").append(taken.snapshot().object()).append('\n');
        }
        return text.toString();
    }

    private static String json(List<Taken> all) {
        Json json = new Json().object().array("snapshots");
        for (Taken taken : all) {
            json.object()
                    .member("shard", taken.shard())
                    .member("taken", taken.taken())
                    .member("object", taken.snapshot().object())
                    .member("position", taken.snapshot().position().toString())
                    .member("time_ms", taken.snapshot().timeMs())
                    .member("keys", taken.keys())
                    .member("bytes", taken.snapshot().bytes())
                    .endObject();
        }
        return json.endArray().endObject() + "\n";
    }
}
