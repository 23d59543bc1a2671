package io.headwater.restore.plan;

import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proof.Kind;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a plan will take, about: keys to load and entries to replay, at the rate of the newest proof on record. Pure.
 *
 * @param seconds to load and replay; writing comes on top
 * @param perSecond keys loaded and effects replayed in a second
 * @param source where the rate is from
 */
public record Estimate(double seconds, double perSecond, String source) {
    /** Without a measurement: what one core of a small machine was seen to do, with room to spare. */
    private static final double DEFAULT_PER_SECOND = 400_000;
    /** A proof of less tells of how long a JVM takes to start. */
    private static final long TELLING = 10_000;

    /**
     * Of the work that there is.
     *
     * @param keys in the snapshots that are loaded
     * @param entries replayed
     * @param nowMs wall clock, milliseconds since 1970
     */
    public static Estimate of(long keys, long entries, List<Proof> proofs, long nowMs) {
        Optional<Proof> telling = proofs.stream()
                .filter(proof -> proof.isGood() && proof.seconds() > 0 && proof.keys() + proof.effects() >= TELLING)
                // A drill's time holds the start of a node, and writing into it.
                .max(Comparator.comparing((Proof proof) -> proof.kind() != Kind.DRILL).thenComparingLong(Proof::atMs));
        double perSecond = telling.map(proof -> (proof.keys() + proof.effects()) / proof.seconds()).orElse(DEFAULT_PER_SECOND);
        String source = telling.map(proof -> "measured by " + proof.kind().text() + " " + Times.duration(Math.max(0, nowMs - proof.atMs())) + " ago")
                .orElse("a default, for nothing large was measured yet: `headwater drill` does");
        return new Estimate((keys + entries) / perSecond, perSecond, source);
    }

    /** A line of a plan. */
    public String text() {
        return String.format(
                Locale.ROOT, "  estimate  about %.1f s to load and replay, and what writing takes (%s keys and effects/s, %s)%n",
                seconds, Times.count(Math.round(perSecond)), source);
    }

    void json(Json json) {
        json.object("estimate").member("seconds", seconds).member("perSecond", perSecond).member("source", source).endObject();
    }
}
