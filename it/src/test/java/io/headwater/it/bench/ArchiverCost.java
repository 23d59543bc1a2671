package io.headwater.it.bench;

import io.headwater.archive.Archive;
import io.headwater.archive.SegmentName;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.ObjectStores;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the archiver costs: processor time of its whole process per effect that it archives, over a steady load of SETs of random keys and values, and the archive's bytes per effect.
 * All that a round has written is in the archive when its time is taken.
 */
final class ArchiverCost implements Benchmark {
    private static final int PACE = 50_000;
    private static final int SECONDS = 15;
    private static final int WARM_UP_SECONDS = 15;
    private static final int QUICK_WARM_UP_SECONDS = 4;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 10;
    private static final int PIPELINE = 10;
    private static final int VALUE_BYTES = 64;
    private static final long KEYS = 1_000_000_000_000L;

    @Override
    public void run(Bench bench) throws Exception {
        int pace = bench.options().perSecondOr(PACE);
        Path directory = bench.directory("archive");
        try (Kafka kafka = Kafka.start(bench.directory("kafka"));
                ObjectStore store = ObjectStores.open("file:" + directory)) {
            String cluster = Kafka.newCluster();
            Archive archive = new Archive(store, cluster);
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), List.of(), NodeProcess.clusterArguments(kafka, cluster)).awaitServing();
                    RoleProcess archiver = RoleProcess.startAsLaunched(
                            directory.resolveSibling("archiver.log"), bench.options().jvmFlags(),
                            "archive", "--store", "file:" + directory, "--cluster", cluster, "--kafka", kafka.broker().address(), "--registry", kafka.registry().url());
                    SetLoad load = new SetLoad(node.port(), CONNECTIONS, PIPELINE, Values.random(VALUE_BYTES), null)) {
                bench.progress("warming up");
                write(load, pace, bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS, node, archive);
                measure(bench, load, pace, node, archiver, archive);
            }
        }
    }

    private static void measure(Bench bench, SetLoad load, int pace, NodeProcess node, RoleProcess archiver, Archive archive) throws Exception {
        List<Double> micros = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int round = 0; round < bench.options().runsOr(ROUNDS); round++) {
            long bytesBefore = bytes(archive);
            ProcessTime time = ProcessTime.of(archiver.pid());
            long effects = write(load, pace, bench.options().secondsOr(SECONDS), node, archive);
            micros.add(time.micros() / effects);
            bytes.add((double) (bytes(archive) - bytesBefore) / effects);
            bench.progress("%.2f us, %.1f bytes per effect", micros.getLast(), bytes.getLast());
        }
        bench.print(new Table("archiver, per effect", String.format(Locale.ROOT, "at %,d SETs/s of 16 + %d random bytes", pace, VALUE_BYTES))
                .row("CPU of the whole process, us", Spread.of(micros).text("%.2f"))
                .row("bytes in the archive, manifests among them", Spread.of(bytes).text("%.1f")));
    }

    /** Writes, and returns when all is archived: how many effects. */
    private static long write(SetLoad load, int pace, int seconds, NodeProcess node, Archive archive) throws Exception {
        long written = load.run((long) pace * seconds, pace, number -> SetLoad.scatter(number) % KEYS).commands();
        long lsn = NodeStatus.of(node).lsn();
        Await.until("all is archived", Duration.ofMinutes(2), () -> archivedLsn(archive), archived -> archived >= lsn);
        return written;
    }

    private static long archivedLsn(Archive archive) {
        long lsn = 0;
        for (Timeline timeline : archive.timelines(0)) {
            List<SegmentName> names = archive.segments(0, timeline);
            if (!names.isEmpty()) {
                var manifest = archive.manifest(archive.segmentManifest(0, timeline, names.getLast()));
                lsn = manifest.content() instanceof Segment ? manifest.position().lsn() : 0;
            }
        }
        return lsn;
    }

    private static long bytes(Archive archive) {
        return archive.store().list(archive.cluster() + "/").stream().mapToLong(ObjectInfo::bytes).sum();
    }
}
