package io.headwater.it.bench;

import io.headwater.it.simulation.Seeds;
import java.util.Locale;

/** Runs the simulation for as many seeds as wanted: a minute of misfortune each, on all processors. Ends with an error that names the seed if an invariant breaks. */
final class Simulate implements Benchmark {
    private static final long SEEDS = 10_000;
    private static final long QUICK_SEEDS = 200;

    @Override
    public void run(Bench bench) {
        long seeds = bench.options().seedsOr(bench.options().quick() ? QUICK_SEEDS : SEEDS);
        long first = bench.options().firstSeed();
        long start = System.nanoTime();
        String counts = Seeds.run(first, seeds, done -> bench.progress("%,d seeds", done));
        double seconds = (System.nanoTime() - start) / 1e9;
        bench.print(String.format(Locale.ROOT, "%,d seeds from %d in %.0f s (%.1f a second): %s", seeds, first, seconds, seeds / seconds, counts));
    }
}
