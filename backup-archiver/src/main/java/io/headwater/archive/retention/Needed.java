package io.headwater.archive.retention;

import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.replay.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of one timeline the wanted moments need. What a moment needs is what the way to it leads through, as a restore would choose it; so, whatever else is deleted, the
 * same way is chosen afterwards. One thread.
 */
final class Needed {
    private final ShardHistory history;
    private final Routes routes;
    private final Map<String, String> reasonByObject = new LinkedHashMap<>();

    /**
     * @param history without its topic: the archive must do alone
     * @param unusable objects known to be damaged, through which no way leads
     */
    Needed(ShardHistory history, Set<String> unusable) {
        this.history = history;
        routes = new Routes(history, unusable);
    }

    /** Why a snapshot or segment stays; null if nothing needs it. */
    @Nullable String reason(String object) {
        return reasonByObject.get(object);
    }

    /** Every moment from here on. */
    void windowFrom(long fromMs, String reason) {
        List<Window> open = List.of(new Window(fromMs, Long.MAX_VALUE - 1));
        for (SnapshotInfo base : basesNewestFirst()) {
            if (open.isEmpty()) {
                return;
            }
            Route whole = way(base, open.getLast().newestMs());
            if (whole == null) {
                continue;
            }
            Window covered = new Window(whole.from(), whole.reachMs() - 1);
            long lastMs = -1;
            List<Window> left = new ArrayList<>();
            for (Window wanted : open) {
                Window here = wanted.intersect(covered);
                if (here.isEmpty()) {
                    left.add(wanted);
                    continue;
                }
                lastMs = here.newestMs();
                add(new Window(wanted.oldestMs(), here.oldestMs() - 1), left);
                add(new Window(here.newestMs() + 1, wanted.newestMs()), left);
            }
            open = left;
            if (lastMs >= 0) {
                keep(Objects.requireNonNull(way(base, lastMs)), reason);
            }
        }
    }

    private static void add(Window window, List<Window> to) {
        if (!window.isEmpty()) {
            to.add(window);
        }
    }

    /** The log's beginning, as the last of the bases, is null. */
    private List<@Nullable SnapshotInfo> basesNewestFirst() {
        List<@Nullable SnapshotInfo> bases = new ArrayList<>(history.snapshots().reversed());
        bases.add(null);
        return bases;
    }

    private @Nullable Route way(@Nullable SnapshotInfo base, long timeMs) {
        return routes.from(base, timeMs).orElse(null);
    }

    /** A moment, if a way leads there. */
    boolean moment(long timeMs, String reason) {
        routes.to(timeMs).ifPresent(route -> keep(route, reason));
        return routes.to(timeMs).isPresent();
    }

    /** All that there is now, whether or not it is old. */
    void newest(String reason) {
        routes.toAllUntil(Routes.LATEST).ifPresent(route -> keep(route, reason));
    }

    /** A snapshot, with the log that proves that its moment is complete. */
    void snapshot(SnapshotInfo snapshot, String reason) {
        reasonByObject.putIfAbsent(snapshot.object(), reason);
        Route own = way(snapshot, snapshot.timeMs());
        if (own != null) {
            keep(own, reason);
        }
        moment(snapshot.timeMs(), reason);
    }

    private void keep(Route route, String reason) {
        SnapshotInfo base = route.snapshot();
        if (base != null) {
            reasonByObject.putIfAbsent(base.object(), reason);
        }
        for (SegmentInfo segment : route.segments()) {
            reasonByObject.putIfAbsent(segment.object(), reason);
        }
    }
}
