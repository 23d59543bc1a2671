package io.headwater.hub.role;

import io.headwater.hub.ledger.LedgerReport;
import io.headwater.hub.ledger.LedgerRun;
import io.headwater.hub.ledger.NodeLedger;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

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

    /** Applies lost entries again; returns 0 if none was refused, else {@link HeadwaterException#EXIT_FAILURE}. */
    public static int replay(Path directory, ClusterAddress cluster, boolean json, PrintStream out) {
        try (var log = ClusterLog.of(cluster, "ledger")) {
            var run = new LedgerRun(
                    NodeLedger.in(directory), log.directory(), shard -> log.reader().open(shard, KafkaNote.NONE), json, out);
            return run.run() ? 0 : HeadwaterException.EXIT_FAILURE;
        }
    }
}
