package io.headwater.restore.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proof.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void theNewestProofOfSomeSizeGivesTheRateARestoreWithoutANodeBeforeADrill() {
        List<Proof> proofs = List.of(
                proof(Kind.VERIFY, 9, 1, 10, ""), proof(Kind.DRILL, 8, 10, 1_000_000, ""), proof(Kind.VERIFY, 7, 2, 1_000_000, "it failed"),
                proof(Kind.SNAPSHOT, 6, 2, 1_000_000, ""), proof(Kind.VERIFY, 5, 1, 1_000_000, ""));
        Estimate estimate = Estimate.of(250_000, 750_000, proofs, 60_006);
        assertEquals(500_000, estimate.perSecond());
        assertEquals(2, estimate.seconds());
        assertTrue(estimate.text().contains("measured by snapshot"), estimate.text());
        assertEquals(100_000, Estimate.of(1, 1, proofs.subList(0, 3), 0).perSecond(), "a drill is better than nothing");
    }

    @Test
    void aDefaultIsSaidToBeOne() {
        assertTrue(Estimate.of(1, 1, List.of(proof(Kind.DRILL, 1, 1, 10, "")), 0).text().contains("a default"));
    }

    private static Proof proof(Kind kind, long atMs, double seconds, long effects, String problem) {
        return new Proof(kind, atMs, 0, Proof.NONE, seconds, 0, effects, problem);
    }
}
