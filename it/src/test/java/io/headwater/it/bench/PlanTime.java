package io.headwater.it.bench;

import io.headwater.archive.Archive;
import io.headwater.archive.RollPolicy;
import io.headwater.archive.ShardArchiver;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.replication.RecordSchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Listing and planning over an archive in memory of 100 000 segments: what the store's own listing takes is the store's. */
final class PlanTime implements Benchmark {
    private static final int SEGMENTS = 100_000;
    private static final int RUNS = 5;
    /** One record of the generated log. */
    private static final int EFFECTS = 800;

    @Override
    public void run(Bench bench) {
        int segments = bench.options().quick() ? SEGMENTS / 10 : SEGMENTS;
        Archive archive = new Archive(new MemoryObjectStore(), "bench");
        archive.recordShards(1);
        GeneratedLog topic = new GeneratedLog(number -> number % 1_000, Values.same(1), 1_000_000);
        long[] clockMs = {0};
        try (ShardArchiver archiver =
                new ShardArchiver(archive, 0, topic, new RecordSchemas(null), RollPolicy.DEFAULT, bench.directory("spool"), () -> clockMs[0])) {
            for (int segment = 0; segment < segments; segment++) {
                topic.until((long) (segment + 1) * EFFECTS);
                archiver.doWork(Duration.ZERO);
                clockMs[0] += 20_000; // and the segment is due
                archiver.doWork(Duration.ZERO);
                if (segment % 10_000 == 0) {
                    bench.progress("%,d segments", segment);
                }
            }
        }
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < bench.options().runsOr(RUNS); run++) {
            long start = System.nanoTime();
            Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(1, 0);
            var history = inventory.shards().getFirst().getFirst();
            int length = new Routes(history, Set.of()).to(history.segments().getLast().lastTimeMs() - 1).orElseThrow().segments().size();
            seconds.add((System.nanoTime() - start) / 1e9);
            if (length < segments - 1) {
                throw new IllegalStateException("a way of " + length + " segments");
            }
        }
        bench.print(new Table("plan of " + String.format(Locale.ROOT, "%,d segments", segments), "seconds").row("listing and route", Spread.of(seconds).text("%.2f")));
    }
}
