package io.headwater.hub.up;

import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which node listens where: shard i's primary on {@code P + i(1 + R)}, its R replicas on the ports that follow.
 *
 * @param basePort P
 * @param shards number of shards, from 1
 * @param replicas R, per shard, from 0
 */
public record PortPlan(int basePort, int shards, int replicas) {
    private static final int LAST_PORT = 65535;

    /** One node. {@code replica} is 0 for the primary, 1 to R for its replicas. */
    public record Node(int shard, int replica, int port) {
        /** {@code primary-0}, {@code replica-0-1}: name, log and directory. */
        public String name() {
            return isPrimary() ? "primary-" + shard : "replica-" + shard + "-" + replica;
        }

        /** Whether this is its shard's primary. */
        public boolean isPrimary() {
            return replica == 0;
        }
    }

    public PortPlan {
        if (basePort < 1 || basePort + (long) shards * (1 + replicas) - 1 > LAST_PORT) {
            throw new HeadwaterException(
                    "port " + basePort + " leaves no room for " + (long) shards * (1 + replicas) + " nodes",
                    "choose --port between 1 and " + Math.max(1, LAST_PORT + 1 - (long) shards * (1 + replicas)),
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** All nodes, in the order of their ports. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            for (int replica = 0; replica <= replicas; replica++) {
                nodes.add(new Node(shard, replica, basePort + shard * (1 + replicas) + replica));
            }
        }
        return nodes;
    }
}
