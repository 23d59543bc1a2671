package io.headwater.it.bench;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.Jedis;

/**
 * How long a write waits at level {@code log}, and a read beside such writes, at a steady pace; beside it the same at {@code async}. Broker, node and load share the
 * machine, and the node's and the broker's compilers would share it too: so each level is warmed up by the very load.
 */
final class LogLatency implements Benchmark {
    private static final int VALUE_BYTES = 100;
    private static final int SECONDS = 15;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 3;
    private static final int PACE = 20_000;
    /** Enough that the pace does not depend on how soon each is answered. */
    private static final int CONNECTIONS = 200;

    private static final int READS_PER_SECOND = 1_000;
    private static final long KEYS = 100_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    @Override
    public void run(Bench bench) throws Exception {
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            List<String> arguments = new ArrayList<>(NodeProcess.clusterArguments(kafka, Kafka.newCluster()));
            arguments.addAll(List.of("--durability", "async"));
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments)
                    .awaitServing()) {
                latency(bench, node);
            }
        }
    }

    private static void latency(Bench bench, NodeProcess node) throws Exception {
        int seconds = bench.options().secondsOr(SECONDS);
        int warmUp = bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
        int pace = bench.options().perSecondOr(PACE);
        Table table = new Table("at " + pace + " SETs/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "samples");
        for (String level : List.of("async", "log")) {
            DurabilityCost.level(node, level);
            bench.progress("level %s: %d s of warm-up", level, warmUp);
            load(node, pace, warmUp, new Histogram(LONGEST_NANOS, 3));
            bench.progress("level %s: %d s at %d/s", level, seconds, pace);
            Histogram writes = new Histogram(LONGEST_NANOS, 3);
            Histogram reads = new Histogram(LONGEST_NANOS, 3);
            var reader = CompletableFuture.runAsync(() -> read(node, seconds, reads));
            load(node, pace, seconds, writes);
            reader.join();
            row(table, "SET, " + level, writes);
            row(table, "GET beside it, " + level, reads);
        }
        bench.print(table);
        bench.print("Each level was warmed up for " + warmUp + " s by the very load. A write is timed from when it was due.");
    }

    private static void row(Table table, String name, Histogram histogram) {
        table.row(
                name,
                Lag.millis(histogram, 50),
                Lag.millis(histogram, 90),
                Lag.millis(histogram, 99),
                Lag.millis(histogram, 99.9),
                Lag.millis(histogram, 100),
                histogram.getTotalCount());
    }

    private static void load(NodeProcess node, int perSecond, int seconds, Histogram latencies) {
        try (SetLoad load = new SetLoad(node.port(), CONNECTIONS, 1, Values.same(VALUE_BYTES), latencies)) {
            load.run((long) perSecond * seconds, perSecond, number -> SetLoad.scatter(number) % KEYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection that reads keys at random, each read timed from when it was due. */
    private static void read(NodeProcess node, int seconds, Histogram latencies) {
        Random random = new Random(1);
        try (Jedis client = node.client()) {
            long start = System.nanoTime();
            for (int number = 1; number <= READS_PER_SECOND * seconds; number++) {
                long due = start + number * (1_000_000_000L / READS_PER_SECOND);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                client.get(String.format(Locale.ROOT, "key:%012d", random.nextLong(KEYS)));
                latencies.recordValue(System.nanoTime() - due);
            }
        }
    }
}
