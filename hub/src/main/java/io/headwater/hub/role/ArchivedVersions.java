package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.ObjectStore;
import io.headwater.cache.node.OlderVersions;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.history.KeyHistory;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The past of keys in an archive and the topics behind it, for a node that is asked. Any thread. */
final class ArchivedVersions implements OlderVersions {
    /** A client waits for the answer: a long log is for the command, which shows how far it has come. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Archive archive;
    private final ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final int shards;

    /** @param store the archive's, open for as long as anything is asked here */
    ArchivedVersions(ObjectStore store, String cluster, ShardTopics topics, Supplier<RecordSchemas> schemas, int shards) {
        this.archive = new Archive(store, cluster);
        this.topics = topics;
        this.schemas = schemas;
        this.shards = shards;
    }

    @Override
    public @Nullable Past of(int shard, int database, byte[] key, int count) {
        long begun = System.nanoTime();
        return new KeyHistory(archive, topics, schemas, shards, Progress.NONE).versions(shard, database, key, count, () -> {
            if (System.nanoTime() - begun > LONGEST_NANOS) {
                throw new HeadwaterException(
                        "reading the archive takes longer than " + TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS) + " s",
                        "`headwater history` takes its time",
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
        });
    }
}
