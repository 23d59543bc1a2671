package io.headwater.archive.replay;

import io.headwater.archive.replay.Route.TopicEntry;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways through a history. Pure: the same history gives the same way.
 *
 * <p>A way starts at the newest snapshot that is not behind the wanted time, or at the log's beginning; it goes through segments as long as each
 * continues the one before; where they end or one cannot be used, it goes on in the topic, if that still holds the offset.
 */
public final class Routes {
    /** Stands for a time that is as late as possible. */
    public static final long LATEST = Long.MAX_VALUE;

    /** Stands, among the names of objects that must not be used, for the log's beginning. */
    static final String BEGINNING = "the log's beginning";

    private final ShardHistory history;
    private final Set<String> unusable;

    /** @param unusable names of objects that must not be used: damaged, or unreadable */
    public Routes(ShardHistory history, Set<String> unusable) {
        this.history = history;
        this.unusable = Set.copyOf(unusable);
    }

    /** The way to a cut; empty if there is none. */
    public Optional<Route> to(Cut cut) {
        if (!cut.isExact() && !cut.wantsOldBase()) {
            return cut.all() ? toAllUntil(cut.toMs()) : to(cut.toMs());
        }
        List<Route> old = new ArrayList<>();
        List<Route> others = new ArrayList<>();
        long bestMs = toAllUntil(cut.toMs()).map(best -> Math.min(best.reachMs(), cut.toMs())).orElse(0L);
        for (Route route : routes(cut.toMs())) {
            if (route.from() <= cut.toMs() && route.base().lsn() <= cut.toLsn() && reaches(route, cut, bestMs)) {
                SnapshotInfo snapshot = route.snapshot();
                (snapshot == null || cut.accepts(snapshot) ? old : others).add(route);
            }
        }
        // What was asked to be replayed but nobody has: the oldest base is the nearest to it.
        return old.isEmpty() ? others.reversed().stream().findFirst() : Optional.of(old.getFirst());
    }

    /** @param bestMs as far as any way reaches */
    private static boolean reaches(Route route, Cut cut, long bestMs) {
        if (cut.isExact()) {
            return route.end().lsn() >= cut.toLsn();
        }
        return cut.all() ? Math.min(route.reachMs(), cut.toMs()) == bestMs : route.reachMs() > cut.toMs();
    }

    /**
     * The way by which all entries from a time on are read, without a keyspace; empty if nobody has any. It begins with the first segment that holds anything of then, or
     * later if there is none.
     */
    public Optional<Route> scan(long sinceMs) {
        List<SegmentInfo> way = new ArrayList<>();
        for (SegmentInfo segment : history.segments()) {
            boolean needed = segment.lastTimeMs() >= sinceMs || segment.equals(history.segments().getLast());
            if (!needed && way.isEmpty()) {
                continue;
            }
            if (!usable(segment) || !way.isEmpty() && !continues(segment, way, way.getLast().last())) {
                way.clear(); // a hole: what is behind it is all that can be read in one go
                if (!usable(segment)) {
                    continue;
                }
            }
            way.add(segment);
        }
        if (way.isEmpty()) {
            List<Route> fromBases = routes(LATEST);
            return fromBases.stream()
                    .filter(route -> route.from() < sinceMs)
                    .findFirst()
                    .or(() -> fromBases.reversed().stream().findFirst());
        }
        SegmentInfo first = way.getFirst();
        int before = history.segments().indexOf(first) - 1;
        long fromMs = before >= 0 ? history.segments().get(before).lastTimeMs() : first.sequence() == 1 ? history.firstTimeMs() : 0;
        SegmentInfo last = way.getLast();
        TopicInfo topic = history.topic();
        TopicEntry entry = topic != null && last.endOffset() >= topic.oldestOffset() ? new TopicEntry(last.endOffset(), last.last()) : null;
        long reachMs = entry == null || topic == null ? last.lastTimeMs() : topic.lastTimeMs();
        return Optional.of(new Route(history, null, way, entry, fromMs, reachMs));
    }

    /** The way to a time, which a record behind it proves complete; empty if there is none. */
    public Optional<Route> to(long timeMs) {
        for (Route route : routes(timeMs)) {
            if (route.from() <= timeMs && route.reachMs() > timeMs) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** The way to everything that is there up to a time; nothing needs to prove that no more will come. Empty if it starts behind that time. */
    public Optional<Route> toAllUntil(long timeMs) {
        Route best = null;
        for (Route route : routes(timeMs)) {
            boolean starts = route.from() <= timeMs;
            if (starts && (best == null || Math.min(route.reachMs(), timeMs) > Math.min(best.reachMs(), timeMs))) {
                best = route;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The spans of time that can be restored, oldest first, apart from each other. */
    public List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (Route route : routes(LATEST).reversed()) {
            Window next = new Window(route.from(), route.reachMs() - 1);
            if (next.isEmpty()) {
                continue;
            }
            Window last = windows.isEmpty() ? null : windows.getLast();
            if (last != null && next.oldestMs() <= last.newestMs() + 1) {
                windows.set(windows.size() - 1, new Window(last.oldestMs(), Math.max(last.newestMs(), next.newestMs())));
            } else {
                windows.add(next);
            }
        }
        return windows;
    }

    /**
     * The way from a base, as long as it needs to be to reach a time if it can.
     *
     * @param base null for the log's beginning
     * @return empty if that base cannot be used
     */
    public Optional<Route> from(@Nullable SnapshotInfo base, long timeMs) {
        if (base != null) {
            return usable(base)
                    ? Optional.of(from(base, base.position(), base.timeMs(), base.nextOffset(), timeMs))
                    : Optional.empty();
        }
        return history.firstTimeMs() == ShardHistory.NO_BEGINNING || unusable.contains(BEGINNING)
                ? Optional.empty()
                : Optional.of(from(null, Position.START, history.firstTimeMs(), 0, timeMs));
    }

    /** One way from each base, the newest base first, each as long as it needs to be. */
    private List<Route> routes(long timeMs) {
        List<Route> routes = new ArrayList<>();
        for (SnapshotInfo snapshot : history.snapshots().reversed()) {
            from(snapshot, timeMs).ifPresent(routes::add);
        }
        from(null, timeMs).ifPresent(routes::add);
        return routes;
    }

    private Route from(@Nullable SnapshotInfo snapshot, Position base, long baseTimeMs, long baseOffset, long timeMs) {
        List<SegmentInfo> way = new ArrayList<>();
        Position at = base;
        long reachMs = baseTimeMs;
        long offset = baseOffset;
        List<SegmentInfo> segments = history.segments();
        for (SegmentInfo segment : snapshot == null ? segments : segments.subList(firstBehind(at, reachMs), segments.size())) {
            if (reachMs > timeMs) {
                break;
            }
            if (segment.last().lsn() <= at.lsn() && segment.lastTimeMs() <= reachMs && snapshot != null) {
                continue; // wholly before the snapshot
            }
            if (!usable(segment) || !continues(segment, way, at)) {
                break;
            }
            way.add(segment);
            at = segment.last();
            reachMs = Math.max(reachMs, segment.lastTimeMs());
            offset = Math.max(offset, segment.endOffset());
        }
        if (reachMs <= timeMs && holdsAllSegments(at)) {
            reachMs = Math.max(reachMs, history.seenMs());
        }
        TopicEntry entry = null;
        TopicInfo topic = history.topic();
        if (reachMs <= timeMs && topic != null && offset >= topic.oldestOffset() && topic.lastTimeMs() >= reachMs) {
            entry = new TopicEntry(offset, at);
            reachMs = topic.lastTimeMs();
        }
        return new Route(history, snapshot, way, entry, baseTimeMs, reachMs);
    }

    /** The index of the first segment that is not wholly before a snapshot, by bisection: an archive may have a thousand snapshots and a hundred thousand segments. */
    private int firstBehind(Position snapshot, long snapshotMs) {
        int from = 0;
        int to = history.segments().size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            SegmentInfo segment = history.segments().get(middle);
            if (segment.last().lsn() <= snapshot.lsn() && segment.lastTimeMs() <= snapshotMs) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static boolean continues(SegmentInfo segment, List<SegmentInfo> way, Position at) {
        return way.isEmpty()
                ? segment.after().lsn() <= at.lsn()
                : segment.sequence() == way.getLast().sequence() + 1 && segment.after().equals(at);
    }

    /** Whether a position lies behind every segment, so that what was seen behind them counts. */
    private boolean holdsAllSegments(Position at) {
        return history.segments().isEmpty() || history.segments().getLast().last().lsn() <= at.lsn();
    }

    private boolean usable(SegmentInfo segment) {
        return segment.bytes() != SegmentInfo.MISSING
                && !unusable.contains(segment.object())
                && !unusable.contains(segment.manifest());
    }

    private boolean usable(SnapshotInfo snapshot) {
        return !unusable.contains(snapshot.object()) && !unusable.contains(snapshot.manifest());
    }
}
