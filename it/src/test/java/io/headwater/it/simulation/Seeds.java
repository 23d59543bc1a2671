package io.headwater.it.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Runs many seeds, on all processors. */
public final class Seeds {
    private Seeds() {}

    /**
     * Runs {@code count} seeds from {@code first} on.
     *
     * @param progress told now and then how many are done; any thread
     * @return what happened in all of them, as text
     * @throws AssertionError of the first failure
     */
    public static String run(long first, long count, LongConsumer progress) {
        return counts(first, count, PlantedBug.NONE, progress).toString();
    }

    static Counts counts(long first, long count, PlantedBug bug, LongConsumer progress) {
        int threads = Runtime.getRuntime().availableProcessors();
        AtomicLong next = new AtomicLong(first);
        AtomicBoolean failed = new AtomicBoolean();
        Counts total = new Counts();
        List<Future<Counts>> workers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> work(next, first, first + count, bug, failed, progress)));
            }
            for (Future<Counts> worker : workers) {
                total.add(worker.get());
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw new AssertionError(failure.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
        return total;
    }

    private static Counts work(AtomicLong next, long first, long end, PlantedBug bug, AtomicBoolean failed, LongConsumer progress) {
        Counts counts = new Counts();
        for (long seed = next.getAndIncrement(); seed < end && !failed.get(); seed = next.getAndIncrement()) {
            try {
                counts.add(Simulation.run(seed, bug));
            } catch (Throwable failure) {
                failed.set(true);
                throw failure;
            }
            if ((seed - first + 1) % 100 == 0) {
                progress.accept(seed - first + 1);
            }
        }
        return counts;
    }
}
