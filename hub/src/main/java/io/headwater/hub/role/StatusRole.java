package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.store.ObjectStores;
import io.headwater.hub.backup.ProofText;
import io.headwater.hub.status.ClusterStatus;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater status}. */
public final class StatusRole {
    private StatusRole() {}

    /**
     * Prints the status.
     *
     * @param store the archive's URL; null if none is known
     * @return the exit code: 0 if every shard has a primary that answers, else {@link HeadwaterException#EXIT_UNAVAILABLE}
     */
    public static int run(ClusterAddress cluster, @Nullable String store, boolean json, PrintStream out) {
        try (var log = ClusterLog.of(cluster, "status")) {
            ClusterStatus status = ClusterStatus.of(cluster.name(), log.directory());
            Backups backups = store == null ? new Backups(null, null) : backups(store, cluster.name());
            out.print(json ? status.json(backups::json) + "\n" : status.text() + backups.text());
            out.flush();
            return status.isServed() ? 0 : HeadwaterException.EXIT_UNAVAILABLE;
        }
    }

    /** The archive is not what a cluster's status depends on: a problem there is a line. */
    private static Backups backups(String store, String cluster) {
        try (var open = ObjectStores.open(store)) {
            return new Backups(new Proofs(new Archive(open, cluster)).all(), null);
        } catch (HeadwaterException e) {
            return new Backups(null, e.getMessage());
        }
    }

    private record Backups(@Nullable List<Proof> proofs, @Nullable String problem) {
        String text() {
            if (problem != null) {
                return "archive: " + problem + "\n";
            }
            return proofs == null ? "" : "archive: " + ProofText.line(proofs, System.currentTimeMillis()) + "\n";
        }

        void json(Json json) {
            if (problem != null) {
                json.object("archive").member("problem", problem).endObject();
            } else if (proofs != null) {
                Proofs.last(proofs).ifPresent(proof -> ProofText.json(json.object("last_proven"), proof).endObject());
            }
        }
    }
}
