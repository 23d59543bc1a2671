package io.headwater.it.bench;

import io.headwater.it.bench.RedisBenchmark.Workload;
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
 * What level {@code log} costs beside {@code async} on the same node, the level changed between two halves of a pair; then how long a write waits for the log, and a read
 * beside such writes, at a steady pace. Broker, node and load share the machine.
 */
final class DurabilityCost implements Benchmark {
    private static final int PAIRS = 3;
    private static final int VALUE_BYTES = 100;
    private static final long REQUESTS = 200_000;
    private static final long PIPELINED_REQUESTS = 2_000_000;
    private static final int QUICK_DIVISOR = 5;
    private static final int SECONDS = 15;
    private static final int WARM_UP_SECONDS = 10;
    private static final int QUICK_WARM_UP_SECONDS = 3;
    private static final int PACE = 20_000;
    /** Enough that the pace does not depend on how soon each is answered. */
    private static final int CONNECTIONS = 200;

    private static final int READS_PER_SECOND = 1_000;
    private static final long KEYS = 100_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final List<Workload> WORKLOADS = List.of(
            new Workload("SET", 1, REQUESTS, 50, VALUE_BYTES),
            new Workload("SET", 1, REQUESTS, 200, VALUE_BYTES),
            new Workload("SET", 1, REQUESTS, 500, VALUE_BYTES),
            new Workload("SET", 16, PIPELINED_REQUESTS, 50, VALUE_BYTES));

    @Override
    public void run(Bench bench) throws Exception {
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            List<String> arguments = new ArrayList<>(NodeProcess.clusterArguments(kafka, Kafka.newCluster()));
            arguments.addAll(List.of("--durability", "async"));
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments)
                    .awaitServing()) {
                warmUp(bench, node);
                bench.print(throughput(bench, node));
                bench.print(latency(bench, node));
            }
        }
    }

    private static void warmUp(Bench bench, NodeProcess node) throws Exception {
        bench.progress("warming up");
        int seconds = bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
        for (String level : List.of("async", "log")) {
            level(node, level);
            long end = System.nanoTime() + seconds * 500_000_000L;
            while (System.nanoTime() < end) {
                RedisBenchmark.run(node.port(), new Workload("SET", 16, REQUESTS, 50, VALUE_BYTES));
            }
        }
    }

    private static Table throughput(Bench bench, NodeProcess node) throws Exception {
        Table table = new Table("load", "async SETs/s", "log SETs/s", "log / async");
        for (Workload full : WORKLOADS) {
            long requests = bench.options().quick() ? full.requests() / QUICK_DIVISOR : full.requests();
            Workload workload = new Workload("SET", full.pipeline(), requests, full.clients(), full.valueBytes());
            List<Double> async = new ArrayList<>();
            List<Double> log = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < bench.options().runsOr(PAIRS); pair++) {
                bench.progress("%d clients, pipeline %d, pair %d", workload.clients(), workload.pipeline(), pair + 1);
                level(node, "async");
                async.add(RedisBenchmark.run(node.port(), workload));
                level(node, "log");
                log.add(RedisBenchmark.run(node.port(), workload));
                ratios.add(log.getLast() / async.getLast());
            }
            table.row(
                    workload.clients() + " clients, pipeline " + workload.pipeline(),
                    Spread.of(async).text("%,.0f"),
                    Spread.of(log).text("%,.0f"),
                    Spread.of(ratios).text("%.2f"));
        }
        return table;
    }

    private static Table latency(Bench bench, NodeProcess node) throws Exception {
        int seconds = bench.options().secondsOr(SECONDS);
        int pace = bench.options().perSecondOr(PACE);
        Table table = new Table("at " + pace + " SETs/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "samples");
        for (String level : List.of("async", "log")) {
            level(node, level);
            load(node, pace, bench.options().quick() ? 1 : 3, new Histogram(LONGEST_NANOS, 3));
            bench.progress("level %s: %d s at %d/s", level, seconds, pace);
            Histogram writes = new Histogram(LONGEST_NANOS, 3);
            Histogram reads = new Histogram(LONGEST_NANOS, 3);
            var reader = CompletableFuture.runAsync(() -> read(node, seconds, reads));
            load(node, pace, seconds, writes);
            reader.join();
            row(table, "SET, " + level, writes);
            row(table, "GET beside it, " + level, reads);
        }
        return table;
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

    private static void level(NodeProcess node, String level) {
        try (Jedis client = node.client()) {
            client.configSet("durability", level);
        }
    }
}
