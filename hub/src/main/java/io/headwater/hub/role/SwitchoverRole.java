package io.headwater.hub.role;

import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater switchover}: one shard after the other, and stops at the first that refuses. */
public final class SwitchoverRole {
    /** What the answer may take beyond the time for which clients wait. */
    private static final int MARGIN_MS = 5000;

    private SwitchoverRole() {}

    /**
     * Returns the exit code.
     *
     * @param shard one shard; null: all
     * @param timeoutMs for so long at most clients of a shard wait
     */
    public static int run(ClusterAddress cluster, @Nullable Integer shard, int timeoutMs, PrintStream out) {
        List<Primary> primaries;
        try (var log = ClusterLog.of(cluster, "switchover")) {
            int shards = log.shards();
            if (shard != null && (shard < 0 || shard >= shards)) {
                throw new HeadwaterException(
                        "there is no shard " + shard + ": the cluster has " + shards, "shards are numbered from 0", HeadwaterException.EXIT_USAGE);
            }
            primaries = log.directory().primaries().stream().filter(p -> shard == null || p.shard() == shard).toList();
        }
        if (primaries.isEmpty()) {
            throw new HeadwaterException(
                    "no primary was ever announced", "see `headwater status`", HeadwaterException.EXIT_UNAVAILABLE);
        }
        for (Primary primary : primaries) {
            out.println("shard " + primary.shard() + ": " + primary.address() + " hands over");
            long beganNanos = System.nanoTime();
            String successor = handOver(primary, timeoutMs);
            out.println("shard " + primary.shard() + ": " + successor + " leads, " + (System.nanoTime() - beganNanos) / 1_000_000 + " ms later");
        }
        return 0;
    }

    private static String handOver(Primary primary, int timeoutMs) {
        HostPort at = HostPort.of(primary.address());
        try (RespConnection connection = RespConnection.open(at.host(), at.port(), timeoutMs + MARGIN_MS)) {
            RespReply reply = connection.call("HEADWATER.SWITCHOVER", Integer.toString(timeoutMs));
            if (reply instanceof RespReply.Failure(String text)) {
                throw new HeadwaterException(
                        "shard " + primary.shard() + ": " + text.replaceFirst("^ERR ", ""), "see `headwater status`", HeadwaterException.EXIT_UNAVAILABLE);
            }
            // The connection is the successor's by now.
            return leader(connection);
        } catch (IOException broken) {
            throw new HeadwaterException(
                    primary.address() + " did not answer: " + broken.getMessage(), "see `headwater status` for who leads", HeadwaterException.EXIT_UNAVAILABLE, broken);
        }
    }

    private static String leader(RespConnection connection) throws IOException {
        if (connection.call("INFO", "replication") instanceof RespReply.Bulk(String text) && text != null) {
            return text.lines()
                    .filter(line -> line.startsWith("headwater_leader_address:"))
                    .map(line -> line.substring(line.indexOf(':') + 1))
                    .findFirst()
                    .orElse("another node");
        }
        return "another node";
    }
}
