package io.headwater.it.bench;

import io.headwater.archive.Archive;
import io.headwater.archive.RollPolicy;
import io.headwater.archive.ShardArchiver;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.ObjectStores;
import io.headwater.hub.launch.Installation;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.RedisServer;
import io.headwater.replication.RecordSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ShutdownParams;

/**
 * A restore beside redis-server's start on the same history: 5 million keys of 16 + 64 random bytes, then 5 million SETs of them in no order. Three archives (the log alone, a snapshot alone,
 * both) are replayed, each in a JVM of its own with the launcher's flags; then {@code headwater restore} writes an RDB file from snapshot and log.
 */
final class RestoreRate implements Benchmark {
    private static final long KEYS = 5_000_000;
    private static final int QUICK_DIVISOR = 10;
    private static final int RUNS = 3;
    private static final String CLUSTER = "bench";
    private static final int VALUE_BYTES = 64;
    private static final int PEAK_INTERVAL_MS = 20;
    /** Of a process that shall hold a keyspace and nothing else: the collector gives back all that it does not need. */
    private static final List<String> TIGHT = List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC", "-Xmn8m", "-XX:MinHeapFreeRatio=1", "-XX:MaxHeapFreeRatio=2");

    private static final Pattern REDIS_LOADED = Pattern.compile("DB loaded from (?:append only file|disk|base file [^:]+): ([0-9.]+) seconds");

    private long keys;

    /** What one replay said. */
    private record Probe(double seconds, long keys, long effects, long bytes, long heapBytes, long residentBytes) {}

    /** What one restore took. */
    private record Restored(double seconds, long peakBytes) {}

    @Override
    public void run(Bench bench) throws Exception {
        keys = bench.options().quick() ? KEYS / QUICK_DIVISOR : KEYS;
        Path log = bench.directory("log");
        Path snapshot = bench.directory("snapshot");
        archives(bench, log, snapshot);
        Table table = new Table("restore of " + String.format(Locale.ROOT, "%,d keys", keys), "seconds", "K/s", "MB/s of archive or file");
        List<Double> snapshotSeconds = new ArrayList<>();
        List<Double> logSeconds = new ArrayList<>();
        List<Double> restoreSeconds = new ArrayList<>();
        List<Double> redisSnapshot = new ArrayList<>();
        List<Double> redisBoth = new ArrayList<>();
        Path redis = redisData(bench);
        long logBytes = 0;
        long snapshotBytes = 0;
        long peak = 0;
        for (int run = 0; run < bench.options().runsOr(RUNS); run++) {
            Probe load = probe(bench, snapshot, List.of());
            Probe replay = probe(bench, log, List.of());
            require(load.keys() == keys && load.effects() == 0 && replay.effects() == 2 * keys, load + " " + replay);
            snapshotSeconds.add(load.seconds());
            logSeconds.add(replay.seconds());
            snapshotBytes = load.bytes();
            logBytes = replay.bytes();
            redisSnapshot.add(redisLoad(bench, redis.resolve("rdb")));
            redisBoth.add(redisStart(redis.resolve("aof")));
            Restored restored = restore(bench, snapshotAndLog(bench, log, snapshot));
            restoreSeconds.add(restored.seconds());
            peak = Math.max(peak, restored.peakBytes());
            bench.progress("snapshot %.1f s, Redis %.1f s; log %.1f s; restore %.1f s, Redis %.1f s",
                    snapshotSeconds.getLast(), redisSnapshot.getLast(), logSeconds.getLast(), restoreSeconds.getLast(), redisBoth.getLast());
        }
        row(table, "snapshot load", snapshotSeconds, keys, snapshotBytes);
        row(table, "redis-server loads its RDB", redisSnapshot, keys, Files.size(redis.resolve("rdb/dump.rdb")));
        row(table, "log replay, " + String.format(Locale.ROOT, "%,d effects", 2 * keys), logSeconds, 2 * keys, logBytes);
        row(table, "whole: headwater restore, snapshot and log to a verified RDB", restoreSeconds, 2 * keys, 0);
        row(table, "whole: redis-server start, RDB and AOF", redisBoth, 2 * keys, 0);
        bench.print(table);
        memory(bench, probe(bench, snapshot, TIGHT), peak);
        bench.print("Median, smallest and largest of " + bench.options().runsOr(RUNS) + " runs in turns. Redis's loads are its own measure; the two whole rows are wall time of the process.");
    }

    private void archives(Bench bench, Path log, Path snapshot) throws Exception {
        bench.progress("writing the archives");
        Values values = Values.random(VALUE_BYTES);
        GeneratedLog topic = new GeneratedLog(this::key, values, 1_000_000).until(keys);
        try (ObjectStore logStore = ObjectStores.open("file:" + log);
                ObjectStore snapshotStore = ObjectStores.open("file:" + snapshot)) {
            archive(bench, snapshotStore, new GeneratedLog(this::key, values, 1_000_000).until(keys));
            Archive archive = new Archive(snapshotStore, CLUSTER);
            new SnapshotJob(archive, null, () -> new RecordSchemas(null), bench.directory("spool"), Progress.NONE).run(1);
            archive(bench, logStore, topic.until(2 * keys));
        }
        // Only the snapshot is left of this archive.
        Bench.delete(snapshot.resolve(CLUSTER).resolve("0").resolve("log"));
        Bench.delete(snapshot.resolve(CLUSTER).resolve("0").resolve("manifest"));
    }

    private static void archive(Bench bench, ObjectStore store, GeneratedLog topic) {
        Archive archive = new Archive(store, CLUSTER);
        archive.recordShards(1);
        try (ShardArchiver archiver = new ShardArchiver(archive, 0, topic, new RecordSchemas(null), RollPolicy.DEFAULT, bench.directory("spool"), () -> 0)) {
            while (archiver.doWork(Duration.ZERO) > 0) {
                // until the log has no more
            }
            archiver.flush();
        }
    }

    /** First each key once, in order; then again, in none. */
    private long key(long number) {
        return number < keys ? number : SetLoad.scatter(number) % keys;
    }

    /** The log with the snapshot beside it. */
    private static Path snapshotAndLog(Bench bench, Path log, Path snapshot) throws IOException {
        Path both = bench.directory("both");
        for (Path from : List.of(log, snapshot)) {
            try (var files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = both.resolve(from.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    if (!Files.exists(to)) {
                        Files.createLink(to, file);
                    }
                }
            }
        }
        return both;
    }

    private static Probe probe(Bench bench, Path store, List<String> flags) throws Exception {
        String[] words = java(bench, flags, ReplayProbe.class.getName(), "file:" + store, CLUSTER).strip().split(" ");
        return new Probe(
                Double.parseDouble(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]), Long.parseLong(words[5]));
    }

    private static Restored restore(Bench bench, Path store) throws Exception {
        Path rdb = bench.directory("restored").resolve("dump.rdb");
        long start = System.nanoTime();
        Process process = start(bench, List.of(), "io.headwater.hub.Main", "restore", "--to", "latest", "--json", "--rdb", rdb.toString(), "--store", "file:" + store, "--cluster", CLUSTER);
        long peak = 0;
        do {
            peak = Math.max(peak, peak(process));
        } while (!process.waitFor(PEAK_INTERVAL_MS, TimeUnit.MILLISECONDS));
        double seconds = (System.nanoTime() - start) / 1e9;
        output(process, "restore");
        return new Restored(seconds, peak);
    }

    /** 0 once it has ended. */
    private static long peak(Process process) {
        try {
            return ResidentSet.peak(process.pid());
        } catch (IOException e) {
            return 0;
        }
    }

    private static String java(Bench bench, List<String> flags, String... command) throws IOException, InterruptedException {
        return output(start(bench, flags, command), command[0]);
    }

    private static Process start(Bench bench, List<String> flags, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(Installation.replayFlags());
        line.addAll(bench.options().jvmFlags());
        line.addAll(flags);
        line.addAll(List.of("-cp", Installation.classPath()));
        line.addAll(List.of(command));
        return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String output(Process process, String what) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(what + ": " + output);
        }
        return output;
    }

    /** What a restore takes at its peak beside what the keys alone take; both with the JVM in them, and neither with files that the kernel keeps. */
    private static void memory(Bench bench, Probe keyspace, long peakBytes) {
        bench.print(String.format(
                Locale.ROOT,
                "The keyspace takes %,d MB of heap; a process that holds it, and nothing else after a full collection, %,d MB. A whole restore took %,d MB at its peak: %.2f times that.%n",
                keyspace.heapBytes() >> 20,
                keyspace.residentBytes() >> 20,
                peakBytes >> 20,
                (double) peakBytes / keyspace.residentBytes()));
    }

    /** A directory with the RDB, and one with an RDB and the AOF behind it. */
    private Path redisData(Bench bench) throws Exception {
        Path data = bench.directory("redis");
        Path rdb = Files.createDirectories(data.resolve("rdb"));
        Path aof = Files.createDirectories(data.resolve("aof"));
        try (RedisServer server = RedisServer.start(aof, "--appendonly", "yes", "--appendfsync", "no", "--auto-aof-rewrite-percentage", "0");
                SetLoad load = new SetLoad(server.port(), 10, 100, Values.random(VALUE_BYTES), null);
                Jedis client = new Jedis("127.0.0.1", server.port(), 300_000)) {
            bench.progress("writing to redis-server");
            load.run(keys, 0, this::key);
            client.bgrewriteaof();
            Await.until("the AOF is rewritten", Duration.ofMinutes(2), () -> client.info("persistence"),
                    info -> info.contains("aof_rewrite_in_progress:0") && info.contains("aof_rewrite_scheduled:0"));
            client.save();
            Files.move(aof.resolve("dump.rdb"), rdb.resolve("dump.rdb"));
            load.run(keys, 0, this::key);
            client.shutdown(ShutdownParams.shutdownParams().nosave());
        }
        return data;
    }

    private static double redisLoad(Bench bench, Path directory) throws IOException {
        try (RedisServer server = RedisServer.start(directory)) {
            return loaded(directory, server);
        }
    }

    private static double redisStart(Path directory) throws IOException {
        long start = System.nanoTime();
        try (RedisServer server = RedisServer.start(directory, "--appendonly", "yes", "--auto-aof-rewrite-percentage", "0")) {
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double loaded(Path directory, RedisServer server) throws IOException {
        Matcher matcher = REDIS_LOADED.matcher(Files.readString(directory.resolve("redis-" + server.port() + ".log")));
        if (!matcher.find()) {
            throw new IOException("redis-server does not say how long it has loaded");
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static void row(Table table, String what, List<Double> seconds, long count, long bytes) {
        Spread rate = Spread.of(seconds.stream().map(value -> count / value / 1e3).toList());
        Spread mb = Spread.of(seconds.stream().map(value -> bytes / value / 1e6).toList());
        table.row(what, Spread.of(seconds).text("%.2f"), rate.text("%,.0f"), bytes == 0 ? "" : mb.text("%.0f"));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
