package io.headwater.hub.backup;

import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proofs;
import io.headwater.restore.text.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints proofs. Pure. */
public final class ProofText {
    private ProofText() {}

    /** The one line that matters: up to which second it is proven that the archive restores. */
    public static String line(List<Proof> proofs, long nowMs) {
        Optional<Proof> last = Proofs.last(proofs);
        String failed = proofs.isEmpty() || proofs.getFirst().isGood()
                ? ""
                : "; the newest " + proofs.getFirst().kind().text() + ", " + Figures.ago(nowMs - proofs.getFirst().atMs()) + ", FAILED: "
                        + proofs.getFirst().problem();
        return "last proven restorable second: " + last.map(proof -> text(proof, nowMs)).orElse("none yet: run `headwater drill`") + failed;
    }

    private static String text(Proof proof, long nowMs) {
        return Figures.time(proof.restoredMs() / 1000 * 1000) + String.format(
                Locale.ROOT,
                ", restored in %.2f s (%s, %s; %s)",
                proof.seconds(),
                proof.kind().text(),
                Figures.ago(nowMs - proof.atMs()),
                digest(proof));
    }

    /** How far the primary's digest vouches for what was restored. */
    public static String digest(Proof proof) {
        return proof.digestMs() == Proof.NONE ? "not proven by a digest" : "equal to the primary's digest at " + Figures.time(proof.digestMs());
    }

    /** The fields of a proof, into an open object. */
    public static Json json(Json json, Proof proof) {
        json.member("kind", proof.kind().text())
                .member("good", proof.isGood())
                .member("at_ms", proof.atMs())
                .member("restored_ms", proof.restoredMs())
                .member("restored", Figures.time(proof.restoredMs()))
                .member("seconds", proof.seconds())
                .member("keys", proof.keys())
                .member("effects", proof.effects());
        if (proof.digestMs() != Proof.NONE) {
            json.member("digest_ms", proof.digestMs());
        }
        return proof.isGood() ? json : json.member("problem", proof.problem());
    }
}
