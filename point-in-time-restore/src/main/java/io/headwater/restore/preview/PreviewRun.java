package io.headwater.restore.preview;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.Value;
import io.headwater.restore.diff.DiffCounts;
import io.headwater.restore.diff.DiffVisitor;
import io.headwater.restore.diff.KeyspaceDiff;
import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.replay.KeyCount;
import io.headwater.restore.replay.ShardRestore;
import io.headwater.restore.replay.ShardRestore.Restored;
import io.headwater.restore.request.Destination.Existing;
import io.headwater.restore.request.Destination.Server;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.request.Selection;
import io.headwater.restore.target.RespTarget;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what a restore would change, without writing anything: at a running server, or at the cluster as it is now. Against now it holds one shard twice at a time;
 * against a server all that the server holds and all that would be restored. One thread.
 */
public final class PreviewRun {
    private static final int SAMPLES = 5;

    private final ShardRestore shards;
    private final ShardReplay present;
    private final RestoreRequest request;
    private final Progress progress;
    private final DiffCounts diff = new DiffCounts(SAMPLES);
    private OmissionReport omitted = OmissionReport.NONE;
    private KeyCount count = KeyCount.NONE;
    private long effects;
    private long replayNanos;

    public PreviewRun(ShardRestore shards, ShardReplay present, RestoreRequest request, Progress progress) {
        this.shards = shards;
        this.present = present;
        this.request = request;
        this.progress = progress;
    }

    public Preview run(Plan plan) {
        String against = request.destination() instanceof Server server ? againstServer(plan, server) : againstNow(plan);
        return new Preview(against, diff, count.keys(), omitted, effects, replayNanos / 1e9);
    }

    private Replayed restored(Plan plan, int shard) {
        long startNanos = System.nanoTime();
        Restored restored = shards.run(plan, shard);
        replayNanos += System.nanoTime() - startNanos;
        effects += restored.replayed().effects();
        count = count.plus(restored.count());
        omitted = omitted.plus(restored.omitted());
        return restored.replayed();
    }

    private String againstNow(Plan plan) {
        for (int i = 0; i < plan.shards().size(); i++) {
            Replayed then = restored(plan, i);
            progress.step("shard " + i + ": replaying up to now, to compare");
            Replayed now = present.run(plan.present().get(i), Routes.LATEST, true);
            new KeyspaceDiff(now.keyspace(), now.end().filter().lastTimeMs(), then.keyspace(), plan.toMs()).visit(request.selection(), diff);
        }
        return "the cluster as it is now";
    }

    private String againstServer(Plan plan, Server server) {
        List<Keyspace> all = new ArrayList<>();
        for (int i = 0; i < plan.shards().size(); i++) {
            all.add(restored(plan, i).keyspace());
        }
        Keyspace held = new Keyspace(all.getFirst().databases(), Hasher.from(new SecureRandom()), false);
        try (RespTarget target = new RespTarget(server.host(), server.port(), server.user(), server.password())) {
            progress.step("reading " + target.url() + ", to compare");
            target.read(held, keys -> progress.advanced("reading", keys, 0, 0));
        }
        new KeyspaceDiff(held, System.currentTimeMillis(), union(all), plan.toMs()).visit(Selection.ALL, new Effective(diff, server.existing()));
        return switch (server.existing()) {
            case REPLACE -> server + ", whose keys are replaced";
            case SKIP -> server + ", whose keys stay as they are";
            case REFUSE -> held.size() == 0
                    ? server + ", which is empty"
                    : server + ", which holds keys: it would be refused without --replace or --skip-existing";
        };
    }

    /** All shards' keys in one keyspace; no key is in two of them. */
    private static Keyspace union(List<Keyspace> all) {
        if (all.size() == 1) {
            return all.getFirst();
        }
        Keyspace union = new Keyspace(all.getFirst().databases(), all.getFirst().hasher(), false);
        for (Keyspace keyspace : all) {
            for (int i = 0; i < keyspace.databases(); i++) {
                int index = i;
                keyspace.database(i).forEach(entry -> union.load(index, entry.key(), entry.value(), entry.expireAtMs()));
            }
        }
        return union;
    }

    /** Of all differences those that the restore would make. */
    private record Effective(DiffVisitor to, Existing existing) implements DiffVisitor {
        @Override
        public void created(int database, byte[] key, Value after, long afterExpireAtMs) {
            to.created(database, key, after, afterExpireAtMs);
        }

        @Override
        public void changed(int database, byte[] key, Value before, long beforeExpireAtMs, Value after, long afterExpireAtMs) {
            if (existing != Existing.SKIP) {
                to.changed(database, key, before, beforeExpireAtMs, after, afterExpireAtMs);
            }
        }

        @Override
        public void removed(int database, byte[] key, Value before, long beforeExpireAtMs) {
            if (existing == Existing.REPLACE) {
                to.removed(database, key, before, beforeExpireAtMs);
            }
        }
    }
}
