package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.publisher.AgentCluster.Counts;
import io.headwater.publisher.AgentCluster.Rules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of leadership hold in every history that a seed brings about. */
class AgentSimulationTest {
    private static final int SEEDS = Integer.getInteger("headwater.simulation.seeds", 30);

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 100000"})
    void whoeverFailsTheRulesOfLeadershipHold(int nodes, long firstSeed) {
        Counts all = new Counts();
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            all.add(run(seed, nodes, new Rules()));
        }
        System.out.println(nodes + " nodes, " + SEEDS + " seeds: " + all);
        assertTrue(all.least() > 0, "something never happened: " + all);
    }

    static Counts run(long seed, int nodes, Rules rules) {
        try {
            return new AgentCluster(seed, nodes, rules).run(20_000);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure, failure);
        }
    }
}
