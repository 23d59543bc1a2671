package io.headwater.it.bench;

import io.headwater.cache.node.CacheNode;
import io.headwater.cache.node.NodePorts;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ShutdownParams;

/**
 * The same SETs of distinct keys, written once to each, read back by everything that folds the log: a node's recovery from its own segments, beside redis-server's load of its AOF; then, with each key
 * written once more, a new replica's catch-up from the topic and a restore from the topic to an RDB file.
 */
final class Replay implements Benchmark {
    private static final long EFFECTS = 5_000_000;
    private static final int QUICK_DIVISOR = 10;
    private static final int RUNS = 3;
    private static final int CONNECTIONS = 10;
    private static final int PIPELINE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Pattern AOF_LOADED = Pattern.compile("DB loaded from append only file: ([0-9.]+) seconds");
    private static final Pattern RECOVERED = Pattern.compile("recovered (\\d+) keys in (\\d+) ms: no base, (\\d+) entries");
    private static final Pattern RESTORED = Pattern.compile("\"effects\":(\\d+),\"effectsPerSecond\":([0-9.E]+)");

    @Override
    public void run(Bench bench) throws Exception {
        long effects = bench.options().quick() ? EFFECTS / QUICK_DIVISOR : EFFECTS;
        Table table = new Table("replay of " + String.format(Locale.ROOT, "%,d SETs; from the topic, of twice as many", effects), "K effects/s", "whole process, s");
        redis(bench, effects, table);
        recovery(bench, effects, table);
        log(bench, effects, 2 * effects, table);
        bench.print(table);
        bench.print("Keys of 16 bytes, values of 64. Median, smallest and largest of " + bench.options().runsOr(RUNS) + " runs. "
                + "The rate is the server's own measure of its load, where it has one: Redis's and the node's log lines, the restore's report. For the replica it is taken from "
                + "the time until it serves, less the same time on an empty topic.");
    }

    private static void redis(Bench bench, long effects, Table table) throws Exception {
        Path directory = bench.directory("redis");
        String[] aof = {"--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"};
        try (RedisServer server = RedisServer.start(directory, aof)) {
            fill(bench, "redis-server", server.port(), effects);
            try (Jedis client = server.client()) {
                client.shutdown(ShutdownParams.shutdownParams().nosave());
            }
        }
        List<Double> rates = new ArrayList<>();
        List<Double> walls = new ArrayList<>();
        for (int i = 0; i < bench.options().runsOr(RUNS); i++) {
            long start = System.nanoTime();
            try (RedisServer server = RedisServer.start(directory, aof)) {
                walls.add(secondsSince(start));
                Matcher loaded = last(AOF_LOADED, Files.readString(directory.resolve("redis-" + server.port() + ".log")));
                rates.add(effects / Double.parseDouble(loaded.group(1)));
            }
        }
        add(bench, table, "redis-server loads its AOF", rates, walls);
    }

    /** The directory is written by a node in this process, because one that runs as usual would replace the segments by a base. */
    private static void recovery(Bench bench, long effects, Table table) throws Exception {
        Path directory = bench.directory("node");
        int port = Ports.free();
        NodeConfig config = NodeConfig.read(NodePlace.ALONE, null, List.of("port " + port, "bind 127.0.0.1", "dir " + directory));
        NodePorts withoutBases = new NodePorts(
                null,
                null,
                (where, lsn) -> {
                    throw new HeadwaterException("this benchmark keeps all segments", "nothing is wrong", HeadwaterException.EXIT_FAILURE);
                },
                line -> {});
        try (CacheNode node = CacheNode.start(config, withoutBases)) {
            fill(bench, "node", node.port(), effects);
        }
        List<Double> rates = new ArrayList<>();
        List<Double> walls = new ArrayList<>();
        for (int i = 0; i < bench.options().runsOr(RUNS); i++) {
            long start = System.nanoTime();
            try (NodeProcess node = NodeProcess.beginAsLaunched(directory, bench.options().jvmFlags(), List.of()).awaitServing()) {
                walls.add(secondsSince(start));
                // At once: it would soon begin to make a base.
                node.kill9();
                Matcher recovered = last(RECOVERED, node.log());
                require(effects == Long.parseLong(recovered.group(3)), recovered.group());
                rates.add(effects / (Double.parseDouble(recovered.group(2)) / 1e3));
            }
        }
        add(bench, table, "node recovers from its segments", rates, walls);
    }

    private static void log(Bench bench, long keys, long effects, Table table) throws Exception {
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            List<String> cluster = NodeProcess.clusterArguments(kafka, Kafka.newCluster());
            try (NodeProcess primary = NodeProcess.beginAsLaunched(bench.directory("primary"), List.of(), cluster).awaitServing()) {
                List<Double> idle = repeat(bench, () -> replicaSeconds(bench, cluster, 0));
                fill(bench, "primary", primary.port(), effects, number -> number % keys);
                Await.until("the log holds everything", PATIENCE, () -> NodeStatus.of(primary), status -> status.committedLsn() == status.lsn());
                List<Double> walls = repeat(bench, () -> replicaSeconds(bench, cluster, effects));
                double idleSeconds = Spread.of(idle).median();
                add(bench, table, "new replica follows the topic", walls.stream().map(wall -> effects / (wall - idleSeconds)).toList(), walls);
            }
            restore(bench, cluster, effects, table);
        }
    }

    private static double replicaSeconds(Bench bench, List<String> cluster, long effects) {
        List<String> arguments = new ArrayList<>(cluster);
        arguments.addAll(List.of("--role", "replica"));
        Path directory = bench.directory("replica");
        long start = System.nanoTime();
        try (NodeProcess replica = NodeProcess.beginAsLaunched(directory, bench.options().jvmFlags(), arguments).awaitServing()) {
            // It listens once it has caught up with what the topic held at its start.
            double seconds = secondsSince(start);
            NodeStatus status = NodeStatus.of(replica);
            require(status.lsn() >= effects, "the replica serves at lsn " + status.lsn());
            return seconds;
        }
    }

    private static void restore(Bench bench, List<String> cluster, long effects, Table table) throws Exception {
        List<Double> rates = new ArrayList<>();
        List<Double> walls = new ArrayList<>();
        for (int i = 0; i < bench.options().runsOr(RUNS); i++) {
            Path directory = bench.directory("restore");
            List<String> command = new ArrayList<>(List.of(
                    "./headwater", "restore", "--to", "latest", "--json",
                    "--rdb", directory.resolve("restored.rdb").toString(),
                    "--store", "file:" + Files.createDirectory(directory.resolve("archive"))));
            command.addAll(cluster);
            long start = System.nanoTime();
            String output = output(command, directory.resolve("restore.err"));
            walls.add(secondsSince(start));
            Matcher restored = last(RESTORED, output);
            require(effects == Long.parseLong(restored.group(1)), output);
            rates.add(Double.parseDouble(restored.group(2)));
        }
        add(bench, table, "restore from the topic to an RDB file", rates, walls);
    }

    private static String output(List<String> command, Path errors) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("HEADWATER_BUILD", "never");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output + Files.readString(errors));
        }
        return output;
    }

    private static void fill(Bench bench, String what, int port, long effects) throws IOException {
        fill(bench, what, port, effects, number -> number);
    }

    private static void fill(Bench bench, String what, int port, long effects, LongUnaryOperator key) throws IOException {
        bench.progress("writing %,d SETs to %s", effects, what);
        try (SetLoad load = new SetLoad(port, CONNECTIONS, PIPELINE)) {
            SetLoad.Result result = load.run(effects, 0, key);
            bench.progress("%s took %,.0f SETs/s", what, result.perSecond());
        }
    }

    private static List<Double> repeat(Bench bench, Callable<Double> measurement) throws Exception {
        List<Double> results = new ArrayList<>();
        for (int i = 0; i < bench.options().runsOr(RUNS); i++) {
            results.add(measurement.call());
        }
        bench.progress("%s s", results);
        return results;
    }

    private static void add(Bench bench, Table table, String what, List<Double> rates, List<Double> walls) {
        String rate = Spread.of(rates.stream().map(value -> value / 1e3).toList()).text("%,.0f");
        bench.progress("%s: %s K effects/s", what, rate);
        table.row(what, rate, Spread.of(walls).text("%.1f"));
    }

    private static Matcher last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        int found = -1;
        while (matcher.find()) {
            found = matcher.start();
        }
        if (found < 0 || !matcher.find(found)) {
            throw new IllegalStateException("nothing like " + pattern + " in: " + text);
        }
        return matcher;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException("not what was written: " + otherwise);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
