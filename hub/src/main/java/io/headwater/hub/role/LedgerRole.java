package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.ArchivedLog;
import io.headwater.archive.store.ObjectStores;
import io.headwater.hub.ledger.LedgerReport;
import io.headwater.hub.ledger.LedgerRun;
import io.headwater.hub.ledger.NodeLedger;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater ledger}. */
public final class LedgerRole {
    private LedgerRole() {}

    /** Prints the ranges of lost writes; returns the exit code. */
    public static int list(Path directory, boolean json, PrintStream out) {
        LedgerReport report = new LedgerReport(NodeLedger.in(directory));
        out.print(json ? report.json() + "\n" : report.text());
        out.flush();
        return 0;
    }

    /** Prints every lost entry as a line of JSON; returns the exit code. */
    public static int export(Path directory, OutputStream out) {
        try {
            new LedgerReport(NodeLedger.in(directory)).export(out);
        } catch (IOException closedPipe) {
            // Whoever read the lines has had enough.
        }
        return 0;
    }

    /**
     * Applies lost entries again.
     *
     * @param store the archive, which has the log where the topic was trimmed; null if none is known
     * @return 0 if none was refused, else {@link HeadwaterException#EXIT_FAILURE}
     */
    public static int replay(Path directory, ClusterAddress cluster, @Nullable String store, boolean json, PrintStream out) {
        try (var log = ClusterLog.of(cluster, "ledger");
                var objects = store == null ? null : ObjectStores.open(store)) {
            Archive archive = objects == null ? null : new Archive(objects, cluster.name());
            var run = new LedgerRun(
                    NodeLedger.in(directory),
                    log.directory(),
                    shard -> ArchivedLog.open(shard, from -> log.reader().open(shard, from), archive, segment -> true),
                    json,
                    out);
            return run.run() ? 0 : HeadwaterException.EXIT_FAILURE;
        }
    }
}
