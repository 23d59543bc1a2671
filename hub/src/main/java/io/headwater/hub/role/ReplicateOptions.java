package io.headwater.hub.role;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater replicate} was asked for.
 *
 * @param cluster whose log
 * @param store URL of the archive whose newest snapshot an empty target starts from; null without one
 * @param shard which shard; null: the only one
 * @param target {@code redis://HOST:PORT}
 * @param name the reader's name; null: made of the target's address
 * @param replace what the target holds may go
 */
public record ReplicateOptions(
        ClusterAddress cluster,
        @Nullable String store,
        @Nullable Integer shard,
        URI target,
        @Nullable String name,
        boolean replace) {}
