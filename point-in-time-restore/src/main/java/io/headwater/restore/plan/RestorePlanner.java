package io.headwater.restore.plan;

import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.Window;
import io.headwater.restore.point.Resolved;
import io.headwater.restore.request.Omission;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a restore. Pure: the same inventory gives the same plan.
 *
 * <p>All shards are cut at the same time T: every entry whose time is not behind T. T can be restored on a shard once a valid record behind T is in its log, for until
 * then an entry of that time may still come. The latest time is the last one that every shard has reached; there, what is in the log is taken as it is.
 */
public final class RestorePlanner {
    private RestorePlanner() {}

    /**
     * Plans.
     *
     * @param targetMs milliseconds since 1970, or {@link Routes#LATEST}
     * @throws OutsideWindowException if the time cannot be restored on every shard
     * @throws HeadwaterException if there is no log at all
     */
    public static Plan plan(long targetMs, Inventory inventory) {
        return plan(Resolved.at(targetMs), Omission.NONE, inventory);
    }

    /** As {@link #plan(long, Inventory)}, to a point and along ways that go past what is to be left out. */
    public static Plan plan(Resolved point, Omission omission, Inventory inventory) {
        requireLogs(inventory);
        List<Window> windows = windows(inventory);
        boolean latest = point.toMs() == Routes.LATEST;
        long toMs = latest ? latest(inventory) : point.toMs();
        List<Route> routes = new ArrayList<>();
        List<Cut> cuts = new ArrayList<>();
        for (int shard = 0; shard < inventory.shards().size(); shard++) {
            Cut cut = OmissionBase.of(omission, shard, cut(point, shard, toMs, latest));
            cuts.add(cut);
            routes.add(route(histories(point, shard, inventory), cut).orElseThrow(() -> outside(toMs, latest, windows, inventory)));
        }
        List<String> notes = new ArrayList<>(point.found());
        notes.addAll(notes(inventory, routes));
        notes.addAll(OmissionBase.notes(omission, routes, cuts));
        List<ShardHistory> present = inventory.shards().stream().map(List::getFirst).toList();
        return new Plan(inventory.cluster(), inventory.store(), toMs, latest, windows, routes, cuts, present, notes);
    }

    /**
     * Refuses what holds no log at all.
     *
     * @throws HeadwaterException if a shard has none
     */
    public static void requireLogs(Inventory inventory) {
        boolean none = inventory.shards().isEmpty();
        for (int shard = 0; none || shard < inventory.shards().size(); shard++) {
            if (none || inventory.shards().get(shard).isEmpty()) {
                String what = none ? "cluster " + inventory.cluster() : "shard " + shard + " of cluster " + inventory.cluster();
                throw new HeadwaterException(
                        "there is nothing to restore: no log of " + what + " in " + inventory.store() + whyNoTopic(inventory),
                        "check --store, --kafka and --cluster",
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
        }
    }

    private static String whyNoTopic(Inventory inventory) {
        return inventory.topicProblem() == null ? " or Kafka" : "; the topics were left out: " + inventory.topicProblem();
    }

    private static Cut cut(Resolved point, int shard, long toMs, boolean latest) {
        Resolved.Entry entry = point.exact().get(shard);
        if (entry != null) {
            return Cut.at(entry.timeMs(), entry.lsn());
        }
        return latest ? Cut.allUntil(toMs) : Cut.at(toMs);
    }

    /** The shard's timelines in which the point may lie. */
    private static List<ShardHistory> histories(Resolved point, int shard, Inventory inventory) {
        Resolved.Entry entry = point.exact().get(shard);
        List<ShardHistory> all = inventory.shards().get(shard);
        return entry == null ? all : all.stream().filter(history -> history.timeline().equals(entry.timeline())).toList();
    }

    /** The way through the newest timeline that has one. */
    private static Optional<Route> route(List<ShardHistory> histories, Cut cut) {
        for (ShardHistory history : histories) {
            Optional<Route> route = new Routes(history, Set.of()).to(cut);
            if (route.isPresent()) {
                return route;
            }
        }
        return Optional.empty();
    }

    private static long latest(Inventory inventory) {
        long latest = Routes.LATEST;
        for (List<ShardHistory> histories : inventory.shards()) {
            long reach = new Routes(histories.getFirst(), Set.of())
                    .toAllUntil(Routes.LATEST)
                    .map(Route::reachMs)
                    .orElse(0L);
            latest = Math.min(latest, reach);
        }
        return latest;
    }

    /** What can be restored on every shard. */
    static List<Window> windows(Inventory inventory) {
        List<Window> common = List.of(new Window(0, Long.MAX_VALUE));
        for (List<ShardHistory> histories : inventory.shards()) {
            List<Window> ofShard = new ArrayList<>();
            for (ShardHistory history : histories) {
                ofShard.addAll(new Routes(history, Set.of()).windows());
            }
            List<Window> next = new ArrayList<>();
            for (Window one : common) {
                for (Window other : ofShard) {
                    Window both = one.intersect(other);
                    if (!both.isEmpty()) {
                        next.add(both);
                    }
                }
            }
            next.sort(Comparator.comparingLong(Window::oldestMs));
            common = next;
        }
        return common;
    }

    private static List<String> notes(Inventory inventory, List<Route> routes) {
        List<String> notes = new ArrayList<>(inventory.problems());
        if (inventory.topicProblem() != null) {
            notes.add("the topics are left out, the window ends where the archive does: " + inventory.topicProblem());
        }
        for (int shard = 0; shard < routes.size(); shard++) {
            List<ShardHistory> histories = inventory.shards().get(shard);
            Route route = routes.get(shard);
            if (!histories.getFirst().timeline().equals(route.history().timeline())) {
                notes.add("shard " + shard + " is restored from timeline " + route.history().timeline()
                        + "; its present one is " + histories.getFirst().timeline());
            }
        }
        return notes;
    }

    private static OutsideWindowException outside(long toMs, boolean latest, List<Window> windows, Inventory inventory) {
        String why = inventory.topicProblem() == null
                ? ""
                : "; the topics are left out, so that the window ends where the archive does: " + inventory.topicProblem();
        if (windows.isEmpty()) {
            return new OutsideWindowException(
                    "no time can be restored on all shards of cluster " + inventory.cluster() + why,
                    "wait for the next record of each shard, or check that archive and topics belong together");
        }
        Window oldest = windows.getFirst();
        Window newest = windows.getLast();
        String where = latest
                ? "is on none of the ways that are left"
                : toMs > newest.newestMs()
                        ? "lies " + Times.duration(toMs - newest.newestMs()) + " behind the newest restorable moment"
                        : toMs < oldest.oldestMs()
                                ? "lies " + Times.duration(oldest.oldestMs() - toMs) + " before the oldest restorable moment"
                                : "lies in a gap";
        return new OutsideWindowException(
                Times.text(toMs) + " " + where + "; the window is " + Times.text(windows) + why,
                "choose a time in the window, or --to latest");
    }
}
