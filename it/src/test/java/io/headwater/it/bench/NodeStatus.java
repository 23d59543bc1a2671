package io.headwater.it.bench;

import io.headwater.it.harness.NodeProcess;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** What a node's INFO says at one moment. */
final class NodeStatus {
    private final Map<String, String> fields = new HashMap<>();

    private NodeStatus(String info) {
        info.lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
    }

    static NodeStatus of(NodeProcess node) {
        try (Jedis client = node.client()) {
            return of(client);
        }
    }

    static NodeStatus of(Jedis client) {
        return new NodeStatus(client.info());
    }

    /** The last lsn that the node has applied. */
    long lsn() {
        String position = text("headwater_position");
        return Long.parseLong(position.substring(position.indexOf(':') + 1));
    }

    /** The last lsn that the log holds. */
    long committedLsn() {
        return Long.parseLong(text("headwater_log_committed_lsn"));
    }

    /** Bytes of the binlog that the log does not hold yet. */
    long backlogBytes() {
        return Long.parseLong(text("headwater_log_backlog_bytes"));
    }

    private String text(String field) {
        String value = fields.get(field);
        if (value == null) {
            throw new IllegalStateException("INFO has no " + field + ": " + fields.keySet());
        }
        return value;
    }
}
