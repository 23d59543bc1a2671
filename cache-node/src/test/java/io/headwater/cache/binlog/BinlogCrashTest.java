package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of crashes at random operations of a simulated disk; the seed of a failure is printed and can be run alone. */
class BinlogCrashTest {
    private static final int RUNS = Integer.getInteger("headwater.crash.runs", 700);
    private static final long SEED = Long.getLong("headwater.crash.seed", 0);

    @Test
    void afterAnyCrashEverythingAnnouncedAsDurableIsThereInOrderAndNothingIsInvented() {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            run(seed, false);
        }
    }

    @Test
    @Tag("long")
    void soItIsInManyMoreRuns() {
        for (long seed = 1_000_000; seed < 1_050_000; seed++) {
            run(seed, false);
            run(seed, true);
        }
    }

    @Test
    void afterAFailedWriteOrSyncNothingIsAnnouncedThatAnyLaterPowerCutTakes() {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            run(seed, true);
        }
    }

    private static void run(long seed, boolean withFailures) {
        try {
            new CrashRun(new Random(seed * 2 + (withFailures ? 1 : 0)), withFailures).generations();
        } catch (Exception | AssertionError e) {
            fail("seed " + seed + " (-Dheadwater.crash.seed=" + seed + " -Dheadwater.crash.runs=1): " + e, e);
        }
    }
}
