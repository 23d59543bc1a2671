package io.headwater.hub.role;

import io.headwater.archive.gate.GatePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What {@code headwater archive} and {@code headwater snapshot} were asked for.
 *
 * @param cluster whose log
 * @param store the archive's URL
 * @param gate how the archiver trims the topics; null if it does not
 * @param keeper what the archiver does beside
 */
public record ArchiveOptions(ClusterAddress cluster, String store, @Nullable GatePolicy gate, KeeperOptions keeper) {
    /** Does nothing beside. */
    public ArchiveOptions(ClusterAddress cluster, String store, @Nullable GatePolicy gate) {
        this(cluster, store, gate, KeeperOptions.NONE);
    }
}
