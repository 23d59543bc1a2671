package io.headwater.archive.proof;

import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The newest moment that an archive restores by itself, and up to where each shard is replayed for it. Pure.
 *
 * <p>A moment is restorable once a later record is archived. A young archive has none such: a snapshot stands there, and nothing behind it yet. Then what the snapshot holds is replayed, and the notes say that
 * this is all.
 *
 * @param ms every entry up to this moment is restored, milliseconds since 1970
 * @param cutMs for each shard, up to where it is replayed; {@link #ms} but where the shard has nothing so old
 * @param notes what cannot be restored yet, a line each
 */
public record NewestMoment(long ms, List<Long> cutMs, List<String> notes) {
    public NewestMoment {
        cutMs = List.copyOf(cutMs);
        notes = List.copyOf(notes);
    }

    /**
     * Of an archive's present timelines.
     *
     * @throws HeadwaterException if there is a shard of which nothing is archived
     */
    public static NewestMoment of(Inventory inventory) {
        List<Route> ways = new ArrayList<>();
        long newestMs = Long.MAX_VALUE;
        for (int shard = 0; shard < inventory.shards().size(); shard++) {
            Route way = whole(shard, inventory.shards().get(shard));
            newestMs = Math.min(newestMs, Math.max(0, way.reachMs() - 1));
            ways.add(way);
        }
        List<Long> cutMs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Route way : ways) {
            boolean reached = new Routes(way.history(), Set.of()).toAllUntil(newestMs).isPresent();
            cutMs.add(reached ? newestMs : way.from());
            if (!reached) {
                notes.add(note(way));
            }
        }
        return new NewestMoment(newestMs, cutMs, notes);
    }

    private static Route whole(int shard, List<ShardHistory> histories) {
        return histories.stream()
                .findFirst()
                .flatMap(history -> new Routes(history, Set.of()).toAllUntil(Routes.LATEST))
                .orElseThrow(() -> new HeadwaterException(
                        "nothing of shard " + shard + " is archived that a restore can start from",
                        "start `headwater archive`, or look whether it runs; a shard's first segment is stored within --roll-time",
                        HeadwaterException.EXIT_CORRUPT));
    }

    private static String note(Route way) {
        String start = "shard " + way.history().shard() + ": snapshot " + way.base() + " of " + Instant.ofEpochMilli(way.from());
        return way.reachMs() <= way.from()
                ? start + " is restored as it is; nothing later is archived yet, so that no moment can be chosen from the archive alone"
                : start + " is restored as it is; another shard's archive ends before it, so that no moment of all shards can be chosen yet";
    }
}
