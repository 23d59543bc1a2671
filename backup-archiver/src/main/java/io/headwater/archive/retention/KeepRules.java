package io.headwater.archive.retention;

import io.headwater.archive.replay.SnapshotInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which snapshots of a cluster the rules keep: of the shards' snapshots of one hour the last counts, for then all of them are taken. Pure. */
final class KeepRules {
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    /** 1970 began on a Thursday: the first Monday came four days later. */
    private static final long MONDAY_MS = 4 * DAY_MS;

    private KeepRules() {}

    /** The snapshots to keep, each with the rules that keep it. */
    static Map<SnapshotInfo, String> of(List<SnapshotInfo> snapshots, RetentionPolicy policy) {
        List<SnapshotInfo> newestFirst = new ArrayList<>(snapshots);
        newestFirst.sort(Comparator.comparingLong(SnapshotInfo::timeMs).thenComparing(SnapshotInfo::position).reversed());
        Map<SnapshotInfo, String> kept = new LinkedHashMap<>();
        keep(newestFirst, "hourly", policy.hourly(), HOUR_MS, 0, kept);
        keep(newestFirst, "daily", policy.daily(), DAY_MS, 0, kept);
        keep(newestFirst, "weekly", policy.weekly(), 7 * DAY_MS, MONDAY_MS, kept);
        return kept;
    }

    private static void keep(
            List<SnapshotInfo> newestFirst, String rule, int count, long periodMs, long startMs, Map<SnapshotInfo, String> kept) {
        Set<Long> periods = new HashSet<>();
        for (SnapshotInfo snapshot : newestFirst) {
            if (periods.size() == count) {
                return;
            }
            if (periods.add(Math.floorDiv(snapshot.timeMs() - startMs, periodMs))) {
                kept.merge(snapshot, rule, (before, more) -> before + ", " + more);
            }
        }
    }
}
