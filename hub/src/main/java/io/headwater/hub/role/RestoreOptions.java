package io.headwater.hub.role;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater restore} was asked for.
 *
 * @param cluster whose log; without Kafka the archive alone is used
 * @param store the archive's URL
 * @param toMs every entry up to this time, in ms since 1970; {@link Long#MAX_VALUE}: all there is
 * @param rdb the file to write; null with a target
 * @param target the running server to write to, {@code redis://HOST:PORT}; null with a file
 * @param dryRun only print the plan
 * @param json print JSON instead of text
 * @param replace the target may hold keys, which are removed
 */
public record RestoreOptions(
        ClusterAddress cluster,
        String store,
        long toMs,
        @Nullable Path rdb,
        @Nullable URI target,
        boolean dryRun,
        boolean json,
        boolean replace) {}
