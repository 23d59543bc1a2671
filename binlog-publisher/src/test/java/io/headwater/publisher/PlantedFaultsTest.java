package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mistake that is planted in the rules of leadership shows as a broken invariant. */
class PlantedFaultsTest {
    private static final int MAX_SEEDS = 200;

    @ParameterizedTest
    @EnumSource
    void aPlantedFaultIsCaught(PlantedFault fault) {
        for (long seed = fault.firstSeed(); seed < fault.firstSeed() + MAX_SEEDS; seed++) {
            try {
                new AgentCluster(seed, 2 + (int) (seed % 2), fault.rules()).run(20_000);
            } catch (AssertionError caught) {
                System.out.println(fault + ": seed " + seed + ": " + caught.getMessage());
                return;
            }
        }
        fail(fault + " was not caught in " + MAX_SEEDS + " seeds");
    }
}
