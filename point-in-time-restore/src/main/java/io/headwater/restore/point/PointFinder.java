package io.headwater.restore.point;

import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.LogScan;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestorePoint.At;
import io.headwater.restore.request.RestorePoint.Before;
import io.headwater.restore.request.RestorePoint.Latest;
import io.headwater.restore.request.RestorePoint.Marker;
import io.headwater.restore.request.RestorePoint.Time;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves restore points: those that are entries are looked for in archive and topics. One thread. */
public final class PointFinder {
    private final Inventory inventory;
    private final LogScan scan;
    private final Progress progress;

    public PointFinder(Inventory inventory, LogScan scan, Progress progress) {
        this.inventory = inventory;
        this.scan = scan;
        this.progress = progress;
    }

    /**
     * Resolves.
     *
     * @throws HeadwaterException if the log holds no such point
     */
    public Resolved resolve(RestorePoint point) {
        return switch (point) {
            case Time time -> Resolved.at(time.ms());
            case Latest latest -> Resolved.at(Routes.LATEST);
            case At at -> at(at);
            case Marker marker -> marker(marker);
            case Before before -> before(before);
        };
    }

    private Resolved at(At at) {
        Position wanted = at.position();
        int shard = shard(at.shard());
        FoundEntry found = null;
        for (ShardHistory history : inventory.shards().get(shard)) {
            FoundEntry next = wanted.lsn() == 0 ? null : new LogSearch(scan, history).at(wanted.lsn());
            if (next != null && (found == null || next.position().equals(wanted))) {
                found = next;
            }
            if (found != null && found.position().equals(wanted)) {
                return exact(found.timeMs(), List.of(found), 0, List.of("up to and with " + found));
            }
        }
        throw new HeadwaterException(
                "position " + wanted + " is not in the log of shard " + shard
                        + (found == null ? "" : ": lsn " + wanted.lsn() + " was written in epoch " + found.position().epoch()),
                found == null
                        ? "`headwater tap` prints positions; the archive may not reach back so far"
                        : "a primary that was deposed has given its positions in vain: see `headwater ledger list`",
                HeadwaterException.EXIT_FAILURE);
    }

    private int shard(@Nullable Integer given) {
        int shards = inventory.shards().size();
        if (given == null && shards > 1) {
            throw new HeadwaterException("a position is one shard's, and the cluster has " + shards, "add --shard N", HeadwaterException.EXIT_USAGE);
        }
        int shard = given == null ? 0 : given;
        if (shard < 0 || shard >= shards) {
            throw new HeadwaterException(
                    "there is no shard " + shard + ": the cluster has " + shards, "shards are numbered from 0", HeadwaterException.EXIT_USAGE);
        }
        return shard;
    }

    private Resolved marker(Marker marker) {
        progress.step("looking for marker " + marker.name());
        List<FoundEntry> found = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        int most = 0;
        for (int shard = 0; shard < inventory.shards().size(); shard++) {
            List<FoundEntry> newest = markers(shard, marker);
            most = Math.max(most, newest.size());
            if (newest.size() >= marker.occurrence()) {
                found.add(newest.get(marker.occurrence() - 1));
                notes.add("up to " + found.getLast().place());
            } else {
                notes.add("shard " + shard + " has no such marker and is cut at the time of the others");
            }
        }
        if (found.isEmpty()) {
            throw new HeadwaterException(
                    most == 0 ? "no marker " + marker.name() + " is in the log" : "the log holds marker " + marker.name() + " " + most + " times only",
                    "`headwater marker NAME` writes one; the name must match exactly",
                    HeadwaterException.EXIT_FAILURE);
        }
        return exact(found.stream().mapToLong(FoundEntry::timeMs).max().orElseThrow(), found, 0, notes);
    }

    private List<FoundEntry> markers(int shard, Marker marker) {
        for (ShardHistory history : inventory.shards().get(shard)) {
            List<FoundEntry> found = new LogSearch(scan, history).markers(marker.name(), marker.occurrence());
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private Resolved before(Before before) {
        progress.step("looking for the first entry that matches");
        FoundEntry first = null;
        List<String> notes = new ArrayList<>();
        for (int shard = 0; shard < inventory.shards().size(); shard++) {
            LogSearch search = new LogSearch(scan, inventory.shards().get(shard).getFirst());
            FoundEntry found = search.first(before.pattern(), before.sinceMs());
            if (before.sinceMs() > 0 && search.readFromMs() > before.sinceMs()) {
                notes.add("shard " + shard + ": what was written before " + Times.text(search.readFromMs()) + " is gone and was not looked at");
            }
            if (found != null && (first == null || found.timeMs() < first.timeMs())) {
                first = found;
            }
        }
        if (first == null) {
            throw new HeadwaterException(
                    "no entry matches" + (before.sinceMs() > 0 ? " from " + Times.text(before.sinceMs()) + " on" : ""),
                    "the log holds effects, not commands as clients sent them: `headwater tap` prints them",
                    HeadwaterException.EXIT_FAILURE);
        }
        notes.addFirst("just before " + first);
        return exact(first.timeMs() - 1, List.of(first), 1, notes);
    }

    /** @param less how many entries before the found ones are the last to be kept */
    private static Resolved exact(long toMs, List<FoundEntry> found, int less, List<String> notes) {
        Map<Integer, Resolved.Entry> exact = new HashMap<>();
        for (FoundEntry entry : found) {
            exact.put(entry.shard(), new Resolved.Entry(entry.timeline(), entry.position().lsn() - less, entry.timeMs()));
        }
        return new Resolved(toMs, exact, notes);
    }
}
