package io.headwater.it.bench;

/** One benchmark: starts what it measures, loads it, prints its figures, and leaves nothing behind. */
@FunctionalInterface
interface Benchmark {
    /** Measures in {@code bench.directory()}, which is removed afterwards. */
    void run(Bench bench) throws Exception;
}
