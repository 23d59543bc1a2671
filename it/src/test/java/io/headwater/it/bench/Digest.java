package io.headwater.it.bench;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.DigestRound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What the continuous digest costs a writer thread, without anything around it: the sweep over the keys, in the slices that a primary takes, and an effect while a round is
 * under way, beside one outside of any round.
 */
final class Digest implements Benchmark {
    private static final int KEYS = 2_000_000;
    private static final int QUICK_DIVISOR = 10;
    private static final int RUNS = 5;
    private static final int EFFECTS = 2_000_000;
    private static final int FIELDS = 20;
    private static final long SLICE_NANOS = 300_000;

    @Override
    public void run(Bench bench) {
        int keys = bench.options().quick() ? KEYS / QUICK_DIVISOR : KEYS;
        int runs = bench.options().runsOr(RUNS);
        Table sweeps = new Table("sweep", "ns per key", "longest slice, us", "s of processor time per minute for 10 M keys");
        Fold strings = strings(keys);
        Fold hashes = hashes(keys / FIELDS);
        sweep("strings of 64 bytes, keys of 16", strings.keyspace(), runs, sweeps);
        sweep("hashes of " + FIELDS + " fields of 16 bytes", hashes.keyspace(), runs, sweeps);
        bench.print(sweeps);
        Table effects = new Table("SET of 64 bytes over a key that is there", "ns outside of a round", "ns in a round, key swept", "ratio");
        effects(strings, keys, runs, effects);
        bench.print(effects);
        bench.print("Median, smallest and largest of " + runs + " runs. Between two rounds a write costs what it costs without digests.");
    }

    private static void sweep(String what, Keyspace keyspace, int runs, Table table) {
        List<Double> perKey = new ArrayList<>();
        List<Double> longest = new ArrayList<>();
        for (int run = -1; run < runs; run++) {
            DigestRound round = new DigestRound(keyspace, run);
            long total = 0;
            long most = 0;
            boolean done = false;
            while (!done) {
                long start = System.nanoTime();
                done = round.sweep(start + SLICE_NANOS);
                long took = System.nanoTime() - start;
                total += took;
                most = Math.max(most, took);
            }
            if (run >= 0) {
                perKey.add((double) total / keyspace.size());
                longest.add(most / 1000.0);
            }
        }
        table.row(what, Spread.of(perKey).text("%.0f"), Spread.of(longest).text("%.0f"), String.format(Locale.ROOT, "%.1f", Spread.of(perKey).median() * 10e6 / 1e9));
    }

    private static void effects(Fold fold, int keys, int runs, Table table) {
        List<Double> outside = new ArrayList<>();
        List<Double> inside = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int run = -1; run < runs; run++) {
            double without = set(fold, keys, run);
            DigestRound round = new DigestRound(fold.keyspace(), run);
            round.sweep(System.nanoTime() + (1L << 60));
            fold.keyspace().observe(round);
            double with = set(fold, keys, run);
            fold.keyspace().observe(null);
            if (run >= 0) {
                outside.add(without);
                inside.add(with);
                ratios.add(with / without);
            }
        }
        table.row("fold alone", Spread.of(outside).text("%.0f"), Spread.of(inside).text("%.0f"), Spread.of(ratios).text("%.2f"));
    }

    private static double set(Fold fold, int keys, int seed) {
        Random random = new Random(seed);
        byte[] value = new byte[64];
        long nanos = 0;
        for (int i = 0; i < EFFECTS; i += 1000) {
            Args[] batch = new Args[1000];
            for (int j = 0; j < batch.length; j++) {
                random.nextBytes(value);
                batch[j] = Args.of(bytes("SET"), key(random.nextInt(keys)), value);
            }
            long start = System.nanoTime();
            for (Args effect : batch) {
                fold.apply(effect);
            }
            nanos += System.nanoTime() - start;
        }
        return (double) nanos / EFFECTS;
    }

    private static Fold strings(int keys) {
        Fold fold = fold();
        Random random = new Random(1);
        byte[] value = new byte[64];
        for (int i = 0; i < keys; i++) {
            random.nextBytes(value);
            fold.apply(Args.of(bytes("SET"), key(i), value));
        }
        return fold;
    }

    private static Fold hashes(int keys) {
        Fold fold = fold();
        Random random = new Random(2);
        for (int i = 0; i < keys; i++) {
            for (int f = 0; f < FIELDS; f++) {
                byte[] value = new byte[16];
                random.nextBytes(value);
                fold.apply(Args.of(bytes("HSET"), key(i), bytes("field" + f), value));
            }
        }
        return fold;
    }

    private static Fold fold() {
        return new Fold(new Keyspace(1, Hasher.from(new Random(3)), false));
    }

    private static byte[] key(int i) {
        return bytes(String.format(Locale.ROOT, "key:%012d", i));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
