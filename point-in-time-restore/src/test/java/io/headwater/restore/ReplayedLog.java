package io.headwater.restore;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.EntryFilter;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.LogScan;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.LogHistory;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.history.KeyHistory;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.plan.RestorePlanner;
import io.headwater.restore.point.PointFinder;
import io.headwater.restore.point.Resolved;
import io.headwater.restore.request.Omission;
import io.headwater.restore.request.RestorePoint;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Cause;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A log with an archive in memory, replayed as a test wants it. */
public final class ReplayedLog {
    public final LogHistory log;
    private final Archive archive = new Archive(new MemoryObjectStore(), "main");
    private final ArchivedShard shard;

    public ReplayedLog(long seed, Path spool) {
        log = new LogHistory(0, seed);
        shard = new ArchivedShard(archive, 0, log, spool);
    }

    /** Archives what is there, so that the rest is in the topic only. */
    public ReplayedLog archived(long seed) {
        shard.archiveAll(new Random(seed));
        return this;
    }

    /** Takes a snapshot of what is there. */
    public ReplayedLog snapshot() {
        shard.snapshot(1);
        return this;
    }

    /** A client writes. */
    public ReplayedLog by(String client, String... effect) {
        log.pass(1).write(new Actor(client, ""), Cause.COMMAND, 0, effect);
        return this;
    }

    /** A client writes several effects at once in a database. */
    public ReplayedLog in(int database, String[]... effects) {
        log.pass(1).write(new Actor("app", ""), Cause.COMMAND, database, effects);
        return this;
    }

    /** The shard deletes an expired key. */
    public ReplayedLog expires(String key) {
        log.pass(1).write(new Actor("reader", ""), Cause.EXPIRY, 0, new String[] {"DEL", key});
        return this;
    }

    public ReplayedLog end() {
        log.pass(10).heartbeat();
        return this;
    }

    public Inventory inventory() {
        return new InventoryReader(archive, topics(), () -> new RecordSchemas(null)).read(1, 0);
    }

    private ShardTopics topics() {
        return shard.topics();
    }

    public Resolved resolve(RestorePoint point) {
        return new PointFinder(inventory(), scan(), Progress.NONE).resolve(point);
    }

    public Plan plan(RestorePoint point, Omission omission) {
        return RestorePlanner.plan(resolve(point), omission, inventory());
    }

    public KeyHistory history() {
        return new KeyHistory(archive, topics(), () -> new RecordSchemas(null), 1, Progress.NONE);
    }

    public LogScan scan() {
        return new LogScan(archive, topics(), () -> new RecordSchemas(null), Progress.NONE);
    }

    public Replayed replay(Plan plan, @Nullable EntryFilter filter) {
        return replay(plan, plan.cuts().getFirst(), filter);
    }

    public Replayed replay(Plan plan, Cut cut, @Nullable EntryFilter filter) {
        return new ShardReplay(archive, topics(), () -> new RecordSchemas(null), Progress.NONE).run(plan.shards().getFirst().history(), cut, filter);
    }
}
