package io.headwater.archive.retention;

import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a shard stays, and why, and what goes. Pure: the same histories, policy and pins give the same plan.
 *
 * <p>The window ends at the shard's newest archived moment or now, whichever is earlier: neither a cluster that stands still nor a wall clock that has jumped ahead loses its last week.
 *
 * @param windowFromMs from this moment on everything stays restorable, milliseconds since 1970
 * @param kept the snapshots that stay, each with the reason, oldest first
 * @param snapshots to delete, oldest first
 * @param segments to delete, oldest first
 * @param notes for people, one line each
 */
public record ExpirePlan(
        int shard,
        long windowFromMs,
        List<Kept> kept,
        List<OfTimeline<SnapshotInfo>> snapshots,
        List<OfTimeline<SegmentInfo>> segments,
        List<String> notes) {
    /** A snapshot that stays. */
    public record Kept(SnapshotInfo snapshot, String reason) {}

    /** An object and the history that it belongs to. */
    public record OfTimeline<T>(ShardHistory history, T object) {}

    public ExpirePlan {
        kept = List.copyOf(kept);
        snapshots = List.copyOf(snapshots);
        segments = List.copyOf(segments);
        notes = List.copyOf(notes);
    }

    /**
     * Plans.
     *
     * @param histories the shard's, without their topics, the one that went on longest first
     * @param ruled the snapshots of the whole cluster that the rules keep, as {@link KeepRules} says: their moments stay restorable on every shard
     * @param unusable objects known to be damaged: what would take their place stays
     * @param nowMs wall clock, milliseconds since 1970
     */
    public static ExpirePlan of(
            int shard,
            List<ShardHistory> histories,
            RetentionPolicy policy,
            List<Pin> pins,
            Map<SnapshotInfo, String> ruled,
            Set<String> unusable,
            long nowMs) {
        long newestMs = histories.isEmpty() ? 0 : histories.getFirst().newestMs();
        long fromMs = Math.max(0, Math.min(nowMs, newestMs) - policy.windowMs());
        List<Needed> needed = new ArrayList<>();
        for (ShardHistory history : histories) {
            Needed ofHistory = new Needed(history, unusable);
            ofHistory.windowFrom(fromMs, "window");
            needed.add(ofHistory);
        }
        if (!needed.isEmpty()) {
            needed.getFirst().newest("newest");
        }
        List<String> notes = new ArrayList<>();
        pins.forEach(pin -> keep(pin, shard, histories, needed, notes));
        ruled.forEach((snapshot, rule) -> keep(snapshot, rule, histories, needed));
        List<Kept> kept = new ArrayList<>();
        List<OfTimeline<SnapshotInfo>> snapshots = new ArrayList<>();
        List<OfTimeline<SegmentInfo>> segments = new ArrayList<>();
        for (int i = 0; i < histories.size(); i++) {
            Needed ofHistory = needed.get(i);
            for (SnapshotInfo snapshot : histories.get(i).snapshots()) {
                String reason = ofHistory.reason(snapshot.object());
                if (reason == null) {
                    snapshots.add(new OfTimeline<>(histories.get(i), snapshot));
                } else {
                    kept.add(new Kept(snapshot, reason));
                }
            }
            for (SegmentInfo segment : histories.get(i).segments()) {
                if (ofHistory.reason(segment.object()) == null) {
                    segments.add(new OfTimeline<>(histories.get(i), segment));
                }
            }
        }
        return new ExpirePlan(shard, fromMs, kept, snapshots, segments, notes);
    }

    /** Whichever shard's snapshot it is: without its moment on all of them nobody could restore the cluster to it. */
    private static void keep(SnapshotInfo snapshot, String rule, List<ShardHistory> histories, List<Needed> needed) {
        boolean kept = false;
        for (int i = 0; i < histories.size(); i++) {
            if (histories.get(i).snapshots().contains(snapshot)) {
                needed.get(i).snapshot(snapshot, rule);
                kept = true;
            }
        }
        for (int i = 0; i < histories.size() && !kept; i++) {
            kept = needed.get(i).moment(snapshot.timeMs(), rule);
        }
    }

    private static void keep(Pin pin, int shard, List<ShardHistory> histories, List<Needed> needed, List<String> notes) {
        String reason = "pin " + pin.name();
        String object = pin.snapshot();
        for (int i = 0; i < histories.size(); i++) {
            if (object == null) {
                if (needed.get(i).moment(pin.timeMs(), reason)) {
                    return; // as a restore chooses: the newest timeline that has a way
                }
                continue;
            }
            for (SnapshotInfo snapshot : histories.get(i).snapshots()) {
                if (snapshot.object().equals(object)) {
                    needed.get(i).snapshot(snapshot, reason);
                    return;
                }
            }
        }
        if (object == null) {
            notes.add("pin " + pin.name() + ": its moment cannot be restored on shard " + shard + ", so that it keeps nothing there");
        }
    }

    /** Whether nothing is to be deleted. */
    public boolean isEmpty() {
        return snapshots.isEmpty() && segments.isEmpty();
    }

    /** Bytes of what is to be deleted. */
    public long bytes() {
        return snapshots.stream().mapToLong(of -> of.object().bytes()).sum()
                + segments.stream().mapToLong(of -> Math.max(0, of.object().bytes())).sum();
    }
}
