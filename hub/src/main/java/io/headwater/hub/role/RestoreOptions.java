package io.headwater.hub.role;

import io.headwater.restore.request.RestoreRequest;

/**
 * What {@code headwater restore} was asked for.
 *
 * @param cluster whose log; without Kafka the archive alone is used
 * @param store the archive's URL
 * @param request what, and where to
 */
public record RestoreOptions(ClusterAddress cluster, String store, RestoreRequest request) {}
