package io.headwater.hub.role;

import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code headwater marker}: one shard after the other; the marker is in the log when it returns. */
public final class MarkerRole {
    private static final int TIMEOUT_MS = 10_000;

    private MarkerRole() {}

    /** Returns the exit code. */
    public static int run(ClusterAddress cluster, String name, boolean json, PrintStream out) {
        List<Primary> primaries;
        int shards;
        try (var log = ClusterLog.of(cluster, "marker")) {
            shards = log.shards();
            primaries = log.directory().primaries();
        }
        if (primaries.size() < shards) {
            throw new HeadwaterException(
                    "only " + primaries.size() + " of " + shards + " shards have a primary", "see `headwater status`", HeadwaterException.EXIT_UNAVAILABLE);
        }
        List<String> positions = new ArrayList<>();
        for (Primary primary : primaries) {
            positions.add(mark(primary, name, positions.size()));
        }
        out.print(json ? json(name, primaries, positions) : text(name, primaries, positions));
        out.flush();
        return 0;
    }

    private static String mark(Primary primary, String name, int before) {
        HostPort at = HostPort.of(primary.address());
        try (RespConnection connection = RespConnection.open(at.host(), at.port(), TIMEOUT_MS)) {
            call(connection, primary, before, "HEADWATER.DURABILITY", "log");
            return call(connection, primary, before, "HEADWATER.MARKER", name);
        } catch (IOException broken) {
            throw failed(primary, before, String.valueOf(broken.getMessage()));
        }
    }

    private static String call(RespConnection connection, Primary primary, int before, String... command) throws IOException {
        return switch (connection.call(command)) {
            case RespReply.Bulk(String text) when text != null -> text;
            case RespReply.Text(String text) -> text;
            case RespReply.Failure(String text) -> throw failed(primary, before, text);
            default -> throw failed(primary, before, "an answer that is none");
        };
    }

    private static HeadwaterException failed(Primary primary, int before, String why) {
        return new HeadwaterException(
                "shard " + primary.shard() + ", " + primary.address() + ": " + why
                        + (before == 0 ? "" : "; " + before + " shards before it have the marker"),
                "run it again: the newest marker of a name counts; see `headwater status`",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    private static String text(String name, List<Primary> primaries, List<String> positions) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < positions.size(); i++) {
            out.append("shard ").append(primaries.get(i).shard()).append(": marker ").append(name).append(" at ").append(positions.get(i)).append('\n');
        }
        return out.toString();
    }

    private static String json(String name, List<Primary> primaries, List<String> positions) {
        Json json = new Json().object().member("marker", name).array("shards");
        for (int i = 0; i < positions.size(); i++) {
            json.object().member("shard", primaries.get(i).shard()).member("position", positions.get(i)).endObject();
        }
        return json.endArray().endObject() + "\n";
    }
}
