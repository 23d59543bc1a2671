package io.headwater.it.bench;

import io.headwater.hub.Main;
import io.headwater.hub.launch.ChildProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.LogFiles;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.Jedis;

/**
 * Latency of SETs at a steady pace, without and while a snapshot of a million keys is taken on the same machine: the node's as the archiver has it taken, in a process of its own at
 * low priority, Redis's by BGSAVE. The four measurements of a pair follow each other.
 */
final class SnapshotCost implements Benchmark {
    private static final int PACE = 50_000;
    private static final int PAIRS = 5;
    private static final int SECONDS = 6;
    private static final int CONNECTIONS = 10;
    private static final int PIPELINE = 10;
    private static final long KEYS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

    @Override
    public void run(Bench bench) throws Exception {
        int pace = bench.options().perSecondOr(PACE);
        int seconds = bench.options().secondsOr(SECONDS);
        Path store = bench.directory("archive");
        try (Kafka kafka = Kafka.start(bench.directory("kafka"));
                RedisServer redis = RedisServer.start(bench.directory("redis"), "--appendonly", "yes", "--appendfsync", "everysec")) {
            List<String> arguments = NodeProcess.clusterArguments(kafka, Kafka.newCluster());
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments).awaitServing();
                    SetLoad ours = new SetLoad(node.port(), CONNECTIONS, PIPELINE, Values.random(64), latencies);
                    SetLoad theirs = new SetLoad(redis.port(), CONNECTIONS, PIPELINE, Values.random(64), latencies)) {
                for (SetLoad load : List.of(ours, theirs)) {
                    load.run(KEYS, 0, number -> number % KEYS);
                    load.run((long) pace * seconds, pace, SnapshotCost::key);
                }
                snapshot(bench, store, arguments);
                List<List<Double>> results = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
                for (int pair = 0; pair < bench.options().runsOr(PAIRS); pair++) {
                    results.get(0).add(p99(ours, pace, seconds));
                    results.get(1).add(p99(ours, pace, () -> snapshot(bench, store, arguments)));
                    results.get(2).add(p99(theirs, pace, seconds));
                    results.get(3).add(p99(theirs, pace, () -> save(redis)));
                    bench.progress("pair %d: p99 %.2f, with a snapshot %.2f ms; Redis %.2f, %.2f ms", pair + 1,
                            results.get(0).getLast(), results.get(1).getLast(), results.get(2).getLast(), results.get(3).getLast());
                }
                bench.print(new Table(String.format(Locale.ROOT, "p99 at %,d SETs/s, ms", pace), "quiet", "while a snapshot is taken")
                        .row("node", Spread.of(results.get(0)).text("%.2f"), Spread.of(results.get(1)).text("%.2f"))
                        .row("redis-server", Spread.of(results.get(2)).text("%.2f"), Spread.of(results.get(3)).text("%.2f")));
            }
        }
    }

    private static long key(long number) {
        return SetLoad.scatter(number) % KEYS;
    }

    /** In ms, without anything beside the load. */
    private double p99(SetLoad load, int pace, int seconds) throws IOException {
        latencies.reset();
        load.run((long) pace * seconds, pace, SnapshotCost::key);
        return latencies.getValueAtPercentile(99) / 1e6;
    }

    /** In ms, as long as the side work takes, to the second. */
    private double p99(SetLoad load, int pace, Callable<?> beside) throws Exception {
        latencies.reset();
        var work = CompletableFuture.supplyAsync(() -> {
            try {
                return beside.call() == null;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        do {
            load.run(pace, pace, SnapshotCost::key);
        } while (!work.isDone());
        work.join();
        return latencies.getValueAtPercentile(99) / 1e6;
    }

    /** As the archiver has it done. */
    private static boolean snapshot(Bench bench, Path store, List<String> cluster) {
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC"));
        List<String> arguments = new ArrayList<>(List.of("snapshot", "--store", "file:" + store));
        arguments.addAll(cluster);
        Path log = bench.directory("snapshot-log").resolve("log");
        ChildProcess process = ChildProcess.start(new ChildSpec("snapshot", flags, Installation.classPath(), Main.class.getName(), arguments, Map.of(), log, true));
        process.awaitEnd(PATIENCE);
        if (process.exitCode() != 0) {
            throw new IllegalStateException("the snapshot failed: " + LogFiles.gist(log));
        }
        return true;
    }

    private static boolean save(RedisServer redis) {
        try (Jedis client = redis.client()) {
            client.bgsave();
            Await.until("the RDB is saved", Duration.ofMinutes(1), () -> client.info("persistence"), info -> info.contains("rdb_bgsave_in_progress:0"));
        }
        return true;
    }
}
