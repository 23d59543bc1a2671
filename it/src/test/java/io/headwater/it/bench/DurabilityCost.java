package io.headwater.it.bench;

import io.headwater.it.bench.RedisBenchmark.Workload;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;

/**
 * What level {@code log} costs beside {@code async} on the same node in throughput, the level changed between two halves of a pair. Broker, node and load share the
 * machine. {@link LogLatency} is about waiting.
 */
final class DurabilityCost implements Benchmark {
    private static final int PAIRS = 3;
    private static final int VALUE_BYTES = 100;
    private static final long REQUESTS = 200_000;
    private static final long PIPELINED_REQUESTS = 2_000_000;
    private static final int QUICK_DIVISOR = 5;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 3;

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
                bench.print("Warmed up for " + warmUpSeconds(bench) + " s, half of it at each level.");
            }
        }
    }

    private static void warmUp(Bench bench, NodeProcess node) throws Exception {
        bench.progress("warming up");
        for (String level : List.of("async", "log")) {
            level(node, level);
            long end = System.nanoTime() + warmUpSeconds(bench) * 500_000_000L;
            while (System.nanoTime() < end) {
                RedisBenchmark.run(node.port(), new Workload("SET", 16, REQUESTS, 50, VALUE_BYTES));
            }
        }
    }

    private static int warmUpSeconds(Bench bench) {
        return bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
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

    static void level(NodeProcess node, String level) {
        try (Jedis client = node.client()) {
            client.configSet("durability", level);
        }
    }
}
