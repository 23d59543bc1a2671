package io.headwater.it.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a benchmark says.
 *
 * @param quick short runs, to see that the benchmark works: its figures mean little
 * @param kafka with publisher, broker and registry on the same machine
 * @param runs repetitions, or interleaved pairs; 0 for the benchmark's own number
 * @param perSecond commands per second of a paced load; 0 for no pace, -1 for the benchmark's own number
 * @param seconds length of a paced load; 0 for the benchmark's own number
 * @param seeds of a simulation; 0 for its own number
 * @param firstSeed of a simulation
 * @param directory where the servers keep their data; null for a temporary directory
 * @param jvmFlags more flags for the JVM of the node
 */
record BenchOptions(
        boolean quick,
        boolean kafka,
        int runs,
        int perSecond,
        int seconds,
        long seeds,
        long firstSeed,
        @Nullable Path directory,
        List<String> jvmFlags) {
    static final String USAGE =
            """
            Options:
              --quick          short runs, to see that the benchmark works
              --kafka          side-by-side: with publisher and broker on the same machine
              --runs N         repetitions, or interleaved pairs; --rounds is the same
              --rate N         publishing, lag, latency: commands per second; 0: as many as are answered
              --seconds N      publishing, lag, latency: length of the load
              --seeds N        simulate: how many runs
              --first N        simulate: the first seed; 1
              --dir DIR        keep data here instead of in a temporary directory
              --jvm FLAG       a further flag for the node's JVM; may be repeated
            """;

    static BenchOptions parse(List<String> arguments) {
        boolean quick = false;
        boolean kafka = false;
        int runs = 0;
        int perSecond = -1;
        int seconds = 0;
        long seeds = 0;
        long firstSeed = 1;
        Path directory = null;
        List<String> jvmFlags = new ArrayList<>();
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--kafka" -> kafka = true;
                case "--runs", "--rounds" -> runs = Integer.parseInt(rest.next());
                case "--rate" -> perSecond = Integer.parseInt(rest.next());
                case "--seconds" -> seconds = Integer.parseInt(rest.next());
                case "--seeds" -> seeds = Long.parseLong(rest.next());
                case "--first" -> firstSeed = Long.parseLong(rest.next());
                case "--dir" -> directory = Path.of(rest.next());
                case "--jvm" -> jvmFlags.add(rest.next());
                default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
            }
        }
        return new BenchOptions(quick, kafka, runs, perSecond, seconds, seeds, firstSeed, directory, List.copyOf(jvmFlags));
    }

    int runsOr(int usual) {
        return runs > 0 ? runs : quick ? Math.min(usual, 2) : usual;
    }

    long seedsOr(long usual) {
        return seeds > 0 ? seeds : usual;
    }

    int secondsOr(int usual) {
        return seconds > 0 ? seconds : quick ? Math.min(usual, 5) : usual;
    }

    /** The pace to use, 0 for none. */
    int perSecondOr(int usual) {
        return perSecond >= 0 ? perSecond : usual;
    }
}
