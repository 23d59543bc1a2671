package io.headwater.archive.replay;

import io.headwater.archive.DamagedObjectException;
import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next way when one has failed. One thread.
 *
 * <p>A damaged object is never used again. A way whose keys are not the primary's tells less, for its objects have the bytes that their manifests promise: what it started from is
 * distrusted first, so that an older snapshot and more of the log come next, down to the log's beginning. When all of these fail too, they have the segments in common, and the same starts are tried
 * with the topic in the segments' place.
 */
final class Detours {
    private final ShardHistory history;
    private final Cut cut;
    private final Set<String> damaged = new HashSet<>();
    private final Set<String> distrusted = new HashSet<>();
    private final Set<String> doubted = new HashSet<>();
    private final List<String> said = new ArrayList<>();
    private @Nullable HeadwaterException newest;
    private @Nullable DivergedException diverged;
    private boolean withoutSegments;
    private long promisedMs;

    Detours(ShardHistory history, Cut cut) {
        this.history = history;
        this.cut = cut;
    }

    /**
     * The next way.
     *
     * @throws HeadwaterException if there is none: the newest trouble met, or that nothing leads to the cut
     */
    Route next() {
        Optional<Route> route = usable();
        if (route.isEmpty() && diverged != null && !withoutSegments && history.topic() != null) {
            withoutSegments = true;
            distrusted.clear();
            route = usable();
        }
        Route found = route.orElseThrow(this::refusal);
        promisedMs = Math.min(found.reachMs(), cut.toMs());
        return found;
    }

    private Optional<Route> usable() {
        Set<String> unusable = new HashSet<>(damaged);
        unusable.addAll(distrusted);
        if (withoutSegments) {
            unusable.addAll(doubted);
        }
        // A detour that ends earlier than what was promised is none.
        return new Routes(history, unusable).to(cut).filter(route -> Math.min(route.reachMs(), cut.toMs()) >= promisedMs);
    }

    /** The way that came last met this; false if it cannot be avoided, for it was avoided before. */
    boolean avoid(DamagedObjectException damage) {
        newest = damage;
        said.add(String.valueOf(damage.getMessage()));
        return damaged.add(damage.object());
    }

    /** The keys of this way, which came last, were not the primary's. */
    void avoid(Route route, DivergedException divergence) {
        newest = divergence;
        if (diverged == null || divergence.lsn() > diverged.lsn()) {
            diverged = divergence;
        }
        said.add(String.valueOf(divergence.getMessage()));
        SnapshotInfo snapshot = route.snapshot();
        distrusted.add(snapshot == null ? Routes.BEGINNING : snapshot.object());
        for (SegmentInfo segment : route.segments()) {
            if (segment.after().lsn() < divergence.lsn()) {
                doubted.add(segment.object());
            }
        }
    }

    /** The lsn of the newest digest that some way failed: another one has to pass it. 0 if none failed. */
    long doubtedLsn() {
        return diverged == null ? 0 : diverged.lsn();
    }

    /** What was met so far, a line each, oldest first. */
    List<String> said() {
        return List.copyOf(said);
    }

    private HeadwaterException refusal() {
        DivergedException first = diverged;
        if (first != null) {
            return said.size() == 1 ? first : first.onEveryWay(said);
        }
        HeadwaterException met = newest;
        return met != null
                ? met
                : new HeadwaterException(
                        "nothing leads to " + Instant.ofEpochMilli(cut.toMs()) + " on shard " + history.shard(),
                        "choose a time inside the window that --dry-run prints",
                        HeadwaterException.EXIT_FAILURE);
    }
}
