package io.headwater.hub.backup;

import io.headwater.archive.proof.Proof;
import io.headwater.restore.text.Json;
import java.util.Locale;

/** Prints what a drill came to. Pure. */
public final class DrillText {
    private DrillText() {}

    /** For people. */
    public static String text(Proof proof) {
        return proof.isGood()
                ? String.format(
                        Locale.ROOT,
                        "drill: %s was restored into a node in %.2f s: %d keys, %d effects replayed; %s%n",
                        Figures.time(proof.restoredMs()),
                        proof.seconds(),
                        proof.keys(),
                        proof.effects(),
                        ProofText.digest(proof))
                : String.format(
                        Locale.ROOT, "drill: FAILED%s, after %.2f s: %s%n",
                        proof.restoredMs() == 0 ? "" : " to restore " + Figures.time(proof.restoredMs()), proof.seconds(), proof.problem());
    }

    /** For programs: one object. */
    public static String json(Proof proof) {
        return ProofText.json(new Json().object(), proof).endObject() + "\n";
    }
}
