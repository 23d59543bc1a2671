package io.headwater.it.bench;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * What a SET of a 16-byte key and a 64-byte value takes in the topic, by the size of the broker's files before and after: record and batch headers, heartbeats and
 * compression included, indexes not. Beside it what Redis's AOF takes for the same command, by its format.
 */
final class BytesPerWrite implements Benchmark {
    private static final int COMMANDS = 2_000_000;
    private static final int QUICK_COMMANDS = 300_000;
    private static final int PACED_SECONDS = 10;
    private static final int PACE = 20_000;
    private static final int VALUE_BYTES = 64;
    private static final int CONNECTIONS = 50;
    private static final long KEYS = 1_000_000;

    /** {@code *3 $3 SET $16 ... $64 ...}, each part with its line ends. */
    private static final int AOF_BYTES = "*3\r\n$3\r\nSET\r\n$16\r\n\r\n$64\r\n\r\n".length() + 16 + VALUE_BYTES;

    @Override
    public void run(Bench bench) throws Exception {
        int commands = bench.options().quick() ? QUICK_COMMANDS : COMMANDS;
        Table table = new Table("values", "load", "bytes per SET in the topic", "of Redis's AOF");
        Path data = bench.directory("kafka");
        try (Kafka kafka = Kafka.start(data)) {
            String cluster = Kafka.newCluster();
            List<String> arguments = new ArrayList<>(NodeProcess.clusterArguments(kafka, cluster));
            arguments.addAll(List.of("--durability", "async"));
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments)
                    .awaitServing()) {
                Path topic = data.resolve("kafka/data").resolve(cluster + ".binlog.0-0");
                row(table, bench, node, topic, "compressible (pieces of JSON)", Values.text(VALUE_BYTES), commands, 16, 0);
                row(table, bench, node, topic, "random bytes", Values.random(VALUE_BYTES), commands, 16, 0);
                int paced = PACE * bench.options().secondsOr(PACED_SECONDS);
                row(table, bench, node, topic, "compressible (pieces of JSON)", Values.text(VALUE_BYTES), paced, 1, PACE);
                row(table, bench, node, topic, "random bytes", Values.random(VALUE_BYTES), paced, 1, PACE);
            }
        }
        bench.print(table);
        bench.print("The AOF holds " + AOF_BYTES + " bytes for each.");
    }

    private static void row(
            Table table, Bench bench, NodeProcess node, Path topic, String kind, Values values, int commands, int pipeline, int perSecond)
            throws IOException {
        String load = perSecond == 0
                ? CONNECTIONS + " connections, pipeline " + pipeline
                : CONNECTIONS + " connections, " + perSecond + "/s";
        bench.progress("%s, %s", kind, load);
        long before = size(topic);
        try (SetLoad sets = new SetLoad(node.port(), CONNECTIONS, pipeline, values, null);
                Jedis client = node.client()) {
            sets.run(commands, perSecond, number -> SetLoad.scatter(number) % KEYS);
            Await.until("the log holds everything", Duration.ofMinutes(5), () -> NodeStatus.of(client), now -> now.committedLsn() == now.lsn());
        }
        double bytes = (double) (size(topic) - before) / commands;
        table.row(kind, load, String.format(Locale.ROOT, "%.1f", bytes), String.format(Locale.ROOT, "%.0f %%", 100 * bytes / AOF_BYTES));
    }

    private static long size(Path topic) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(topic)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".log")).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
