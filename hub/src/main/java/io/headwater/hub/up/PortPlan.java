package io.headwater.hub.up;

import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which node listens where: shard i's primary on {@code P + i(1 + S + R)}, its S standbys and its R replicas on the ports that follow.
 *
 * @param basePort P
 * @param shards number of shards, from 1
 * @param standbys S, per shard, from 0
 * @param replicas R, per shard, from 0
 */
public record PortPlan(int basePort, int shards, int standbys, int replicas) {
    private static final int LAST_PORT = 65535;

    /** What a node is started as. */
    public enum Role {
        primary,
        standby,
        replica
    }

    /**
     * One node.
     *
     * @param number from 1 among its shard's nodes of its role
     */
    public record Node(int shard, Role role, int number, int port) {
        /** {@code primary-0}, {@code standby-0-1}, {@code replica-0-1}: name, log and directory. */
        public String name() {
            return role == Role.primary ? "primary-" + shard : role + "-" + shard + "-" + number;
        }
    }

    public PortPlan {
        long nodes = (long) shards * (1 + standbys + replicas);
        if (basePort < 1 || basePort + nodes - 1 > LAST_PORT) {
            throw new HeadwaterException(
                    "port " + basePort + " leaves no room for " + nodes + " nodes",
                    "choose --port between 1 and " + Math.max(1, LAST_PORT + 1 - nodes),
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** All nodes, in the order of their ports. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            add(nodes, shard, Role.primary, 1);
            add(nodes, shard, Role.standby, standbys);
            add(nodes, shard, Role.replica, replicas);
        }
        return nodes;
    }

    private void add(List<Node> nodes, int shard, Role role, int count) {
        for (int number = 1; number <= count; number++) {
            nodes.add(new Node(shard, role, number, basePort + nodes.size()));
        }
    }
}
