package io.headwater.it.bench;

import io.headwater.it.bench.RedisBenchmark.Workload;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The same load on a node and on a stock redis-server, in turns: both run all the time, one is loaded at a time, and each pair of runs gives one ratio. What slows the
 * machine down for a minute slows down both halves of a pair.
 *
 * <p>Redis appends to its AOF and syncs it each second, and never rewrites it; the node writes its binlog and syncs it each second, and keeps it short as always.
 */
final class SideBySide implements Benchmark {
    private static final int PAIRS = 5;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int QUICK_DIVISOR = 5;
    private static final long IDLE_MS = 10_000;
    /** What the compiler still has to do after a load is none of an idle node's cost. */
    private static final long SETTLING_MS = 10_000;

    private static final List<Workload> WORKLOADS = List.of(
            new Workload("SET", 1, 400_000),
            new Workload("GET", 1, 400_000),
            new Workload("SET", 16, 5_000_000),
            new Workload("GET", 16, 5_000_000));

    private enum Side {
        REDIS,
        HEADWATER
    }

    private record Server(int port, long pid) {}

    /** One run: commands per second, and the server's processor time per command. */
    private record Run(double perSecond, double cpuMicros) {}

    @Override
    public void run(Bench bench) throws Exception {
        Kafka kafka = bench.options().kafka() ? Kafka.start(bench.directory("kafka")) : null;
        try (kafka;
                RedisServer redis = RedisServer.start(
                        bench.directory("redis"),
                        "--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0");
                NodeProcess node = startNode(bench, kafka)) {
            Map<Side, Server> servers = new EnumMap<>(Side.class);
            servers.put(Side.REDIS, new Server(redis.port(), redis.pid()));
            servers.put(Side.HEADWATER, new Server(node.port(), node.pid()));
            for (Side side : Side.values()) {
                warmUp(bench, side, servers.get(side));
            }
            String idle = idle(node);
            Map<Workload, List<Map<Side, Run>>> pairs = measure(bench, servers);
            bench.print(table(pairs));
            bench.print("K/s: thousands of commands per second as redis-benchmark reports them. CPU: processor time of the server's process per command."
                    + " Each figure is the median, with the smallest and largest of " + bench.options().runsOr(PAIRS) + " pairs in brackets. " + idle);
        }
    }

    private static NodeProcess startNode(Bench bench, @Nullable Kafka kafka) {
        List<String> arguments = kafka == null ? new ArrayList<>() : NodeProcess.clusterArguments(kafka, Kafka.newCluster());
        arguments.addAll(List.of("--durability", "async"));
        return NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments).awaitServing();
    }

    private static void warmUp(Bench bench, Side side, Server server) throws Exception {
        int seconds = bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        bench.progress("warming up %s for %d s", side, seconds);
        for (int i = 0; System.nanoTime() < end; i++) {
            Workload workload = WORKLOADS.get(i % WORKLOADS.size());
            RedisBenchmark.run(server.port(), new Workload(workload.command(), workload.pipeline(), workload.requests() / QUICK_DIVISOR));
        }
    }

    private static String idle(NodeProcess node) throws InterruptedException {
        Thread.sleep(SETTLING_MS);
        ProcessTime time = ProcessTime.of(node.pid());
        Thread.sleep(IDLE_MS);
        return String.format(Locale.ROOT, "Idle, the node takes %.1f %% of a core.", time.micros() / (IDLE_MS * 1000) * 100);
    }

    private static Map<Workload, List<Map<Side, Run>>> measure(Bench bench, Map<Side, Server> servers) throws Exception {
        Map<Workload, List<Map<Side, Run>>> pairs = new LinkedHashMap<>();
        for (int pair = 0; pair < bench.options().runsOr(PAIRS); pair++) {
            for (Workload usual : WORKLOADS) {
                Workload workload = bench.options().quick()
                        ? new Workload(usual.command(), usual.pipeline(), usual.requests() / QUICK_DIVISOR)
                        : usual;
                Map<Side, Run> runs = new EnumMap<>(Side.class);
                // Who goes first changes, so that neither always follows the other's disk writes.
                List<Side> order = pair % 2 == 0 ? List.of(Side.REDIS, Side.HEADWATER) : List.of(Side.HEADWATER, Side.REDIS);
                for (Side side : order) {
                    runs.put(side, runOnce(servers.get(side), workload));
                }
                bench.progress("pair %d, %s: %s", pair + 1, workload.name(), runs);
                pairs.computeIfAbsent(usual, key -> new ArrayList<>()).add(runs);
            }
        }
        return pairs;
    }

    private static Run runOnce(Server server, Workload workload) throws Exception {
        ProcessTime time = ProcessTime.of(server.pid());
        double perSecond = RedisBenchmark.run(server.port(), workload);
        return new Run(perSecond, time.micros() / workload.requests());
    }

    private static Table table(Map<Workload, List<Map<Side, Run>>> pairs) {
        Table table = new Table("load", "Redis K/s", "Headwater K/s", "ratio", "Redis CPU us", "Headwater CPU us");
        pairs.forEach((workload, runs) -> table.row(
                workload.name(),
                spread(runs, pair -> pair.get(Side.REDIS).perSecond() / 1e3).text("%.0f"),
                spread(runs, pair -> pair.get(Side.HEADWATER).perSecond() / 1e3).text("%.0f"),
                spread(runs, pair -> pair.get(Side.HEADWATER).perSecond() / pair.get(Side.REDIS).perSecond()).text("%.2f"),
                spread(runs, pair -> pair.get(Side.REDIS).cpuMicros()).text("%.2f"),
                spread(runs, pair -> pair.get(Side.HEADWATER).cpuMicros()).text("%.2f")));
        return table;
    }

    private static Spread spread(List<Map<Side, Run>> runs, ToDoubleFunction<Map<Side, Run>> value) {
        return Spread.of(runs.stream().map(value::applyAsDouble).toList());
    }
}
