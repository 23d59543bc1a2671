package io.headwater.restore.history;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Cut;
import io.headwater.archive.replay.EntryFilter;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.read.KeyTrace;
import io.headwater.cache.node.OlderVersions.Past;
import io.headwater.cache.rdb.KeyspaceRdbLoader.KeyFilter;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.plan.RestorePlanner;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Slots;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The versions of one key, from archive and topic. Folds the key alone, so that a log of any size takes the memory of a few keys. One thread. */
public final class KeyHistory {
    private static final int MAX_PASSES = 64;
    /** Between two looks at what may end the reading. */
    private static final int LOOKOUT_ENTRIES = 1024;

    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final int shards;
    private final Progress progress;

    /**
     * @param topics null to use the archive alone
     * @param shards how many the cluster has; 0 to ask the archive
     */
    public KeyHistory(
            Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas, int shards, Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.shards = shards;
        this.progress = progress;
    }

    /**
     * What is asked.
     *
     * @param fromMs versions before this time are left out, milliseconds since 1970; 0 for none
     * @param toMs versions behind this time are left out; {@link Routes#LATEST} for none
     * @param limit the newest so many, at least 1
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Question(int database, byte[] key, long fromMs, long toMs, int limit) {}

    /** Prints the key's versions, the newest first. */
    public void run(Question question, boolean json, PrintStream out) {
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, System.currentTimeMillis());
        RestorePlanner.requireLogs(inventory);
        int shard = Slots.shardOf(Slots.of(question.key(), 0, question.key().length), inventory.shards().size());
        KeyTrace trace = new KeyTrace(question.database(), question.key(), question.fromMs(), question.toMs(), question.limit());
        Replayed read = trace(inventory.shards().get(shard).getFirst(), question, trace);
        KeyHistoryText text = new KeyHistoryText(question, shard, trace, read.route());
        out.print(json ? text.json() : text.text());
        out.flush();
    }

    /**
     * The newest versions of a key, for a node that is asked for them.
     *
     * @param shard that owns the key
     * @param count so many at most
     * @param lookout called now and then while the log is read; what it throws ends the reading
     */
    public Past versions(int shard, int database, byte[] key, int count, Runnable lookout) {
        Question question = new Question(database, key, 0, Routes.LATEST, count);
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, System.currentTimeMillis());
        RestorePlanner.requireLogs(inventory);
        KeyTrace trace = new KeyTrace(database, key, 0, Routes.LATEST, count);
        Replayed read = trace(inventory.shards().get(shard).getFirst(), question, trace, lookout);
        return new Past(trace.versions(), read.route().base());
    }

    /** Reads a shard's log through the trace. */
    Replayed trace(ShardHistory history, Question question, KeyTrace trace) {
        return trace(history, question, trace, () -> {});
    }

    private Replayed trace(ShardHistory history, Question question, KeyTrace trace, Runnable lookout) {
        // Versions need what was there before them: the way begins before the first wanted one, or with the log.
        Cut cut = Cut.allUntil(question.toMs()).from(question.fromMs() - 1, Cut.ANY_BASE);
        ShardReplay replay = new ShardReplay(archive, topics, schemas, progress);
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            try {
                return replay.run(history, cut, new Tracing(trace, lookout));
            } catch (MoreKeys again) {
                progress.step("the key was made of another one: reading again for both");
            }
        }
        throw new HeadwaterException(
                "the key was renamed from too many others", "narrow the time with --from and --to", HeadwaterException.EXIT_FAILURE);
    }

    /** Ends a pass that another must follow. */
    private static final class MoreKeys extends RuntimeException {
        MoreKeys() {
            super(null, null, false, false);
        }
    }

    private record Tracing(KeyTrace trace, Runnable lookout) implements EntryFilter {
        @Override
        public KeyFilter baseKeys() {
            return trace::wants;
        }

        @Override
        public void begin(Keyspace loaded) {
            trace.begin();
            for (int i = 0; i < Math.min(loaded.databases(), trace.keyspace().databases()); i++) {
                int database = i;
                loaded.database(i).forEach(entry -> {
                    if (trace.wants(database, entry.key())) {
                        trace.keyspace().load(database, entry.key(), entry.value(), entry.expireAtMs());
                    }
                });
            }
        }

        @Override
        public long fold(LogRecordReader entry, long epoch, Fold unused) {
            if (entry.lsn() % LOOKOUT_ENTRIES == 0) {
                lookout.run();
            }
            if (!trace.entry(entry, epoch)) {
                throw new MoreKeys();
            }
            return 1;
        }

        @Override
        public boolean hasLeftOut() {
            return true;
        }
    }
}
