package io.headwater.it.bench;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.archive.store.ObjectStores;
import io.headwater.replication.RecordSchemas;
import java.io.IOException;
import java.util.Locale;

/** Replays an archive once and says how long that took and what it holds: a JVM of its own, so that the next replay starts cold, too. Usage: {@code ReplayProbe STORE CLUSTER} */
public final class ReplayProbe {
    private ReplayProbe() {}

    /** Prints {@code seconds keys effects bytes heapBytes residentBytes}: the memory is what is left after a full collection, with the keyspace still there. */
    public static void main(String[] arguments) throws IOException {
        try (var store = ObjectStores.open(arguments[0])) {
            Archive archive = new Archive(store, arguments[1]);
            var history = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
            long start = System.nanoTime();
            Replayed replayed = new ShardReplay(archive, null, () -> new RecordSchemas(null), Progress.NONE).run(history, Routes.LATEST, true);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long heap = runtime.totalMemory() - runtime.freeMemory();
            System.out.println(String.format(
                    Locale.ROOT, "%.3f %d %d %d %d %d", seconds, replayed.keyspace().size(), replayed.effects(), replayed.bytes(), heap, ResidentSet.now(ProcessHandle.current().pid())));
        }
    }
}
