package io.headwater.archive;

import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.replication.RecordSchemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Snapshots that are whole by every checksum, and wrong: what a mistake in the code that makes them would leave. */
public final class ForgedSnapshots {
    private ForgedSnapshots() {}

    /** Stores one of shard 0's log as it is now, with a key more; returns its position. */
    public static String withAKeyMore(Archive archive, ShardTopics topics, Path spool) {
        var history = new InventoryReader(archive, topics, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
        Replayed replayed = new ShardReplay(archive, topics, () -> new RecordSchemas(null), Progress.NONE).run(history, Routes.LATEST, true);
        Fold fold = new Fold(replayed.keyspace());
        fold.beginEntry(0, 0);
        fold.apply(Args.of(bytes("SET"), bytes("never written"), bytes("1")));
        return new SnapshotWriter(archive, spool).write(0, replayed).position().toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
