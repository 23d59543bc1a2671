package io.headwater.archive.proof;

import io.headwater.archive.DamagedObjectException;
import java.util.List;
import java.util.Locale;

/**
 * A restore of all shards that was carried out, or failed.
 *
 * @param atMs when it ended, wall clock, milliseconds since 1970
 * @param restoredMs every entry up to this moment was restored, milliseconds since 1970
 * @param digestMs up to this moment the keys equalled the primary's digest on every shard, milliseconds since 1970; {@link #NONE} if a shard's log holds no digest
 * @param seconds it took from the first byte read to the last key there
 * @param problem why it failed; empty if it did not
 */
public record Proof(Kind kind, long atMs, long restoredMs, long digestMs, double seconds, long keys, long effects, String problem) {
    /** No digest. */
    public static final long NONE = -1;

    /** By what a restore was carried out. */
    public enum Kind {
        /** The replay that made a snapshot. */
        SNAPSHOT,
        /** The rehearsal of {@code backup verify}. */
        VERIFY,
        /** A drill: into a node. */
        DRILL;

        /** As people write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it came to its end. */
    public boolean isGood() {
        return problem.isEmpty();
    }

    List<String> lines() {
        return List.of(
                kind.name(),
                Long.toString(atMs),
                Long.toString(restoredMs),
                Long.toString(digestMs),
                Double.toString(seconds),
                Long.toString(keys),
                Long.toString(effects),
                problem.replace('\n', ' '));
    }

    static Proof of(List<String> lines, String object) {
        try {
            return new Proof(
                    Kind.valueOf(lines.get(0)),
                    Long.parseLong(lines.get(1)),
                    Long.parseLong(lines.get(2)),
                    Long.parseLong(lines.get(3)),
                    Double.parseDouble(lines.get(4)),
                    Long.parseLong(lines.get(5)),
                    Long.parseLong(lines.get(6)),
                    lines.get(7));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DamagedObjectException(object, "holds no proof");
        }
    }
}
