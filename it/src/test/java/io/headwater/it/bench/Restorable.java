package io.headwater.it.bench;

import io.headwater.hub.launch.Installation;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far behind now the newest restorable moment is while a node takes a steady load: {@code headwater restore --to latest --dry-run} says the moment, and the end of its process is
 * now. The archiver runs beside it; what it has not stored yet comes from the topic.
 */
final class Restorable implements Benchmark {
    private static final int PACE = 50_000;
    private static final int SECONDS = 40;
    private static final int CONNECTIONS = 10;
    private static final int PIPELINE = 10;
    private static final long KEYS = 1_000_000;
    private static final int RUNS = 10;
    private static final Pattern WINDOW = Pattern.compile("window\\s+\\S+ to (\\S+)");

    @Override
    public void run(Bench bench) throws Exception {
        int pace = bench.options().perSecondOr(PACE);
        Path directory = bench.directory("archive");
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            String cluster = Kafka.newCluster();
            List<String> arguments = NodeProcess.clusterArguments(kafka, cluster);
            List<String> archive = new ArrayList<>(List.of("archive", "--store", "file:" + directory));
            archive.addAll(arguments);
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments).awaitServing();
                    RoleProcess archiver = RoleProcess.startAsLaunched(directory.resolveSibling("archiver.log"), List.of(), archive.toArray(String[]::new));
                    SetLoad load = new SetLoad(node.port(), CONNECTIONS, PIPELINE)) {
                int seconds = bench.options().secondsOr(SECONDS);
                load.run((long) pace * seconds / 4, pace, number -> SetLoad.scatter(number) % KEYS);
                var loaded = CompletableFuture.runAsync(() -> run(load, pace, seconds));
                List<Double> ages = new ArrayList<>();
                for (int run = 0; run < bench.options().runsOr(RUNS) && !loaded.isDone(); run++) {
                    ages.add(age(bench, directory, arguments));
                    bench.progress("%.0f ms", ages.getLast());
                }
                loaded.join();
                if (!archiver.isAlive()) {
                    throw new IllegalStateException("the archiver has ended");
                }
                bench.print(new Table(String.format(Locale.ROOT, "at %,d SETs/s, %d commands", pace, ages.size()), "ms behind now")
                        .row("newest restorable moment", Spread.of(ages).text("%.0f")));
            }
        }
    }

    private static void run(SetLoad load, int pace, int seconds) {
        try {
            load.run((long) pace * seconds, pace, number -> SetLoad.scatter(number) % KEYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double age(Bench bench, Path store, List<String> cluster) throws Exception {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(Installation.serverFlags());
        line.addAll(List.of("-cp", Installation.classPath(), "io.headwater.hub.Main", "restore", "--to", "latest", "--dry-run", "--store", "file:" + store));
        line.addAll(cluster);
        Process process = new ProcessBuilder(line).redirectError(bench.directory("errors").resolve("stderr").toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        long endedMs = System.currentTimeMillis();
        Matcher matcher = WINDOW.matcher(output);
        if (!matcher.find()) {
            throw new IOException("no window in: " + output);
        }
        return endedMs - Instant.parse(matcher.group(1)).toEpochMilli();
    }
}
