package io.headwater.restore.plan;

import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.Route;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.Omission.Range;
import io.headwater.restore.text.Times;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;

/** How far back a way must begin for what is left out to be on it: what a snapshot holds already cannot be left out of it. Pure. */
final class OmissionBase {
    private OmissionBase() {}

    /** The cut on a way that begins before everything that is left out. */
    static Cut of(Omission omission, int shard, Cut cut) {
        long baseMs = omission.byContent() ? omission.sinceMs() - 1 : Cut.ANY_BASE;
        long baseLsn = Cut.ANY_BASE;
        for (Range range : omission.ranges()) {
            if (range.isOf(shard)) {
                baseLsn = Math.min(baseLsn, range.first().lsn() - 1);
            }
        }
        return cut.from(baseMs, baseLsn);
    }

    /**
     * What the ways that were found do not reach.
     *
     * @throws HeadwaterException if a range lies before all that is there
     */
    static List<String> notes(Omission omission, List<Route> routes, List<Cut> cuts) {
        List<String> notes = new ArrayList<>();
        for (int shard = 0; shard < routes.size(); shard++) {
            Route route = routes.get(shard);
            if (route.snapshot() == null) {
                continue;
            }
            if (route.base().lsn() > cuts.get(shard).baseLsn()) {
                throw new HeadwaterException(
                        "the range to be left out begins before " + route.base() + ", where the oldest snapshot of shard " + shard + " is that leads there",
                        "only what is behind a snapshot can be left out of it",
                        HeadwaterException.EXIT_FAILURE);
            }
            if (route.from() > cuts.get(shard).baseMs()) {
                notes.add("shard " + shard + ": what was written up to " + route.base() + " at " + Times.text(route.from())
                        + " is in the oldest snapshot and is not left out");
            }
        }
        return notes;
    }
}
