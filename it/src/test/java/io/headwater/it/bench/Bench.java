package io.headwater.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a benchmark by name: figures go to standard output, progress to standard error. Usage: {@code Bench NAME OPTION...} */
public final class Bench {
    private record Known(String summary, Benchmark benchmark) {}

    private static final Map<String, Known> BENCHMARKS = new LinkedHashMap<>();

    static {
        BENCHMARKS.put("side-by-side", new Known("SET and GET, pipeline 1 and 16, in pairs with redis-server", new SideBySide()));
        BENCHMARKS.put("publishing", new Known("whether the log keeps up with a steady load of SETs", new Publishing()));
        BENCHMARKS.put("replay", new Known("restore, replica and recovery over 5 million SETs, beside Redis's load of its AOF", new Replay()));
        BENCHMARKS.put("lag", new Known("how long after its write a value can be read from a replica", new Lag()));
        BENCHMARKS.put("failover", new Known("kill -9 of the primary to the first acknowledged write on its successor", new FailoverTime()));
        BENCHMARKS.put("switchover", new Known("the longest wait of any client in a switchover", new SwitchoverTime()));
        BENCHMARKS.put("durability", new Known("level log beside async: throughput in pairs", new DurabilityCost()));
        BENCHMARKS.put("latency", new Known("level log beside async: latency of writes and reads at a pace", new LogLatency()));
        BENCHMARKS.put("bytes", new Known("bytes in the topic per SET, compressible and random values", new BytesPerWrite()));
        BENCHMARKS.put("readers-cost", new Known("what readers of the log cost its primary, in pairs", new ReadersCost()));
        BENCHMARKS.put("archiver", new Known("what the archiver costs per effect: processor time, and bytes in the archive", new ArchiverCost()));
        BENCHMARKS.put("restorable", new Known("how far behind now the newest restorable moment is, under load", new Restorable()));
        BENCHMARKS.put("restore", new Known("snapshot load, log replay and a whole restore, beside redis-server's RDB and AOF", new RestoreRate()));
        BENCHMARKS.put("plan", new Known("the plan of a restore over 100,000 segments", new PlanTime()));
        BENCHMARKS.put("snapshot-cost", new Known("latency of writes while a snapshot runs, in pairs with Redis's BGSAVE", new SnapshotCost()));
        BENCHMARKS.put("simulate", new Known("the simulation of a shard in one thread, for many seeds", new Simulate()));
        BENCHMARKS.put("digest", new Known("what the continuous digest costs the writer thread", new Digest()));
        BENCHMARKS.put("memory", new Known("bytes per key, strings and small collections, beside redis-server; the collector's pauses", new Memory()));
        BENCHMARKS.put("start", new Known("`headwater up` from built to ready", new Start()));
    }

    private final BenchOptions options;
    private final Path directory;

    private Bench(BenchOptions options, Path directory) {
        this.options = options;
        this.directory = directory;
    }

    /** Runs one benchmark, or lists them. */
    public static void main(String[] arguments) throws Exception {
        Known known = arguments.length == 0 ? null : BENCHMARKS.get(arguments[0]);
        if (known == null) {
            System.err.print(usage());
            System.exit(arguments.length > 0 && arguments[0].equals("--help") ? 0 : 2);
            return;
        }
        BenchOptions options = BenchOptions.parse(List.of(arguments).subList(1, arguments.length));
        Path directory = options.directory() == null ? Files.createTempDirectory("headwater-bench") : options.directory();
        Files.createDirectories(directory);
        try {
            System.out.println(Environment.describe());
            known.benchmark().run(new Bench(options, directory));
        } finally {
            delete(directory);
        }
        // Clients of the log keep threads that nobody waits for.
        System.exit(0);
    }

    private static String usage() {
        StringBuilder text = new StringBuilder("Usage: it/bench NAME [OPTION...]\n\nBenchmarks:\n");
        BENCHMARKS.forEach((name, known) -> text.append(String.format("  %-16s %s%n", name, known.summary())));
        return text.append('\n').append(BenchOptions.USAGE).toString();
    }

    BenchOptions options() {
        return options;
    }

    /** A directory of that name, new and empty. */
    Path directory(String name) {
        try {
            delete(directory.resolve(name));
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says on standard error what goes on. */
    void progress(String format, Object... arguments) {
        System.err.println(String.format(format, arguments));
    }

    /** Prints a part of the result. */
    void print(Object text) {
        System.out.println(text);
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
