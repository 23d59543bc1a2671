package io.headwater.restore.replicate;

import org.jspecify.annotations.Nullable;

/**
 * What is to be fed, and with what.
 *
 * @param name the reader's name, unique in the cluster
 * @param cluster whose log
 * @param shard which shard of it
 * @param user null for the default user
 * @param password null if none is needed
 * @param replace what the target holds may go
 */
public record ReplicateRequest(
        String name, String cluster, int shard, String host, int port, @Nullable String user, @Nullable String password, boolean replace) {
    /** The key in the target that holds the position. */
    public String positionKey() {
        return "headwater:position:" + cluster + ":" + shard;
    }

    /** How a person would name the target. */
    String url() {
        return "redis://" + host + ":" + port;
    }
}
