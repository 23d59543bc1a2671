package io.headwater.hub.role;

import io.headwater.hub.status.ClusterStatus;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;

/** Runs {@code headwater status}. */
public final class StatusRole {
    private StatusRole() {}

    /** Returns the exit code: 0 if every shard has a primary that answers, else {@link HeadwaterException#EXIT_UNAVAILABLE}. */
    public static int run(ClusterAddress cluster, boolean json, PrintStream out) {
        try (var log = ClusterLog.of(cluster, "status")) {
            ClusterStatus status = ClusterStatus.of(cluster.name(), log.directory());
            out.print(json ? status.json() + "\n" : status.text());
            out.flush();
            return status.isServed() ? 0 : HeadwaterException.EXIT_UNAVAILABLE;
        }
    }
}
