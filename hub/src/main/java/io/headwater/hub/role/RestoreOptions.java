package io.headwater.hub.role;

import io.headwater.restore.request.RestoreRequest;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater restore} was asked for.
 *
 * @param cluster whose log; without Kafka the archive alone is used
 * @param store the archive's URL
 * @param elsewhere where a new cluster is made; null for the Kafka of the source
 * @param request what, and where to
 */
public record RestoreOptions(ClusterAddress cluster, String store, @Nullable ClusterAddress elsewhere, RestoreRequest request) {}
