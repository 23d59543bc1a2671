package io.headwater.hub.role;

import io.headwater.archive.retention.RetentionPolicy;
import io.headwater.archive.schedule.SnapshotSchedule;
import org.jspecify.annotations.Nullable;

/**
 * What the archive's role does beside archiving.
 *
 * @param schedule when it takes snapshots
 * @param retention what it keeps; null to delete nothing
 * @param metricsPort where it tells its figures, on 127.0.0.1; 0 for nowhere
 */
public record KeeperOptions(SnapshotSchedule schedule, @Nullable RetentionPolicy retention, int metricsPort) {
    /** Does nothing beside. */
    public static final KeeperOptions NONE = new KeeperOptions(SnapshotSchedule.NONE, null, 0);

    boolean isNone() {
        return equals(NONE);
    }
}
