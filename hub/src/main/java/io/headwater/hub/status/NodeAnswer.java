package io.headwater.hub.status;

import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param reachable whether it answered
 * @param fields of INFO's sections server and replication; empty when it did not
 */
record NodeAnswer(boolean reachable, Map<String, String> fields) {
    private static final int TIMEOUT_MS = 2000;
    private static final NodeAnswer NONE = new NodeAnswer(false, Map.of());

    /** Asks the node at {@code host:port}; a node that does not answer in time is not reachable. */
    static NodeAnswer of(String address) {
        HostPort at = HostPort.orNull(address);
        if (at == null) {
            return NONE;
        }
        try (RespConnection connection = RespConnection.open(at.host(), at.port(), TIMEOUT_MS)) {
            return connection.call("INFO", "server", "replication") instanceof RespReply.Bulk(String text) && text != null
                    ? new NodeAnswer(true, parse(text))
                    : NONE;
        } catch (HeadwaterException | IOException away) {
            return NONE;
        }
    }

    static Map<String, String> parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return fields;
    }

    /** A field, or an empty string. */
    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** A field that is a number, or {@code otherwise}. */
    long number(String field, long otherwise) {
        try {
            return Long.parseLong(text(field));
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** Whether the node takes the shard's writes, by its own word. */
    boolean leads() {
        return text("role").equals("master");
    }
}
