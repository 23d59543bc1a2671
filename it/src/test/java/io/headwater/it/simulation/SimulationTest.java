package io.headwater.it.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SimulationTest {
    private static final int SEEDS = 1_000;
    /** A minute each, ten operations a second at least. */
    private static final long LEAST_OPERATIONS = SEEDS * 600L;
    /** Most are found within ten; one that needs a thread to stand still at one place takes longer. */
    private static final int SEEDS_FOR_A_BUG = 2_000;

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void aThousandMinutesOfMisfortuneBreakNoInvariant() {
        Counts counts = Seeds.counts(1, SEEDS, PlantedBug.NONE, done -> {});
        System.out.println(SEEDS + " seeds: " + counts);
        for (Counts.Event event : Counts.Event.values()) {
            assertTrue(counts.of(event) > 0, "it never happened: " + event + "; " + counts);
        }
        assertTrue(counts.of(Counts.Event.READ) + counts.of(Counts.Event.WRITE) > LEAST_OPERATIONS, counts.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aPlantedBugIsFound(PlantedBug bug) {
        try {
            Counts counts = Seeds.counts(1, SEEDS_FOR_A_BUG, bug, done -> {});
            throw new IllegalStateException(bug + " was not found in " + SEEDS_FOR_A_BUG + " seeds: " + counts);
        } catch (AssertionError found) {
            assertTrue(String.valueOf(found.getMessage()).startsWith("seed "), found.getMessage());
        }
    }
}
