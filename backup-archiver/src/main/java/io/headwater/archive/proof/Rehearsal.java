package io.headwater.archive.proof;

import io.headwater.archive.Archive;
import io.headwater.archive.proof.Proof.Kind;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.cache.engine.digest.DigestSum;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Restores the newest moment of the archive into scratch keyspaces, one shard after the other, and lets them go. Without Kafka: a backup must do alone. One thread. */
public final class Rehearsal {
    private final Archive archive;
    private final LongSupplier wallMs;
    private final Progress progress;

    Rehearsal(Archive archive, LongSupplier wallMs, Progress progress) {
        this.archive = archive;
        this.wallMs = wallMs;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param detours what was wrong with ways that were tried first, a line each
     * @param notes what cannot be restored yet, a line each
     */
    record Rehearsed(Proof proof, List<String> detours, List<String> notes) {}

    /**
     * Rehearses.
     *
     * @param wholeLog whether to go the longest way, too, and compare where both arrive
     */
    Rehearsed run(Inventory inventory, boolean wholeLog) {
        long startNanos = System.nanoTime();
        long restoredMs = 0;
        List<String> detours = new ArrayList<>();
        List<String> notes = List.of();
        long keys = 0;
        long effects = 0;
        long digestMs = Long.MAX_VALUE;
        double seconds = 0;
        String problem = "";
        try {
            NewestMoment newest = NewestMoment.of(inventory);
            restoredMs = newest.ms();
            notes = newest.notes();
            for (int shard = 0; shard < inventory.shards().size(); shard++) {
                ShardHistory history = inventory.shards().get(shard).getFirst();
                long toMs = newest.cutMs().get(shard);
                Replayed replayed = replay(history, toMs);
                detours.addAll(replayed.detours());
                seconds = (System.nanoTime() - startNanos) / 1e9;
                keys += replayed.keyspace().size();
                effects += replayed.effects();
                Proven proven = replayed.proven();
                digestMs = Math.min(digestMs, proven == null ? Proof.NONE : proven.timeMs());
                if (wholeLog) {
                    compare(history, toMs, DigestSum.of(replayed.keyspace()));
                }
            }
        } catch (HeadwaterException e) {
            problem = String.valueOf(e.getMessage());
        }
        Proof proof =
                new Proof(Kind.VERIFY, wallMs.getAsLong(), restoredMs, problem.isEmpty() ? digestMs : Proof.NONE, seconds, keys, effects, problem);
        return new Rehearsed(proof, detours, notes);
    }

    private Replayed replay(ShardHistory history, long toMs) {
        return new ShardReplay(archive, null, () -> new RecordSchemas(null), progress).run(history, toMs, true);
    }

    /** By the way from the oldest base that leads here, through all that is newer. */
    private void compare(ShardHistory history, long toMs, DigestSum sum) {
        ShardHistory longest = withOldestBase(history, toMs);
        if (longest.equals(history)) {
            return;
        }
        progress.step("shard " + history.shard() + ": once more, from the oldest base");
        List<String> slots = DigestSum.of(replay(longest, toMs).keyspace()).differences(sum);
        if (!slots.isEmpty()) {
            throw new HeadwaterException(
                    "shard " + history.shard() + ": the newest snapshot and the oldest one lead to different keys in slots " + String.join(",", slots),
                    "restore from the log by an older snapshot, and report this",
                    HeadwaterException.EXIT_CORRUPT);
        }
    }

    private static ShardHistory withOldestBase(ShardHistory history, long toMs) {
        List<SnapshotInfo> bases = new ArrayList<>();
        for (SnapshotInfo base : history.snapshots()) {
            boolean fromBeginning = bases.isEmpty()
                    && new Routes(history, Set.of()).from(null, toMs).filter(route -> route.reachMs() > toMs).isPresent();
            if (fromBeginning) {
                break;
            }
            bases.add(base);
            if (new Routes(history, Set.of()).from(base, toMs).filter(route -> route.reachMs() > toMs).isPresent()) {
                break;
            }
        }
        return new ShardHistory(
                history.shard(), history.timeline(), history.firstTimeMs(), bases, history.segments(), history.seenMs(), history.topic());
    }
}
