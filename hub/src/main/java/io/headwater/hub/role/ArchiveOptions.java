package io.headwater.hub.role;

/**
 * What {@code headwater archive} and {@code headwater snapshot} were asked for.
 *
 * @param cluster whose log
 * @param store the archive's URL
 */
public record ArchiveOptions(ClusterAddress cluster, String store) {}
