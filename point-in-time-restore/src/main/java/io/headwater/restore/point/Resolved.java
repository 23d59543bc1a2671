package io.headwater.restore.point;

import io.headwater.schemas.Timeline;
import java.util.List;
import java.util.Map;

/**
 * A restore point as times and entries.
 *
 * @param toMs entries behind this time are left out, milliseconds since 1970; {@link Long#MAX_VALUE} for the latest
 * @param exact by shard, where that one is cut at an entry
 * @param found what a person should know of how the point was found, one line each
 */
public record Resolved(long toMs, Map<Integer, Entry> exact, List<String> found) {
    public Resolved {
        exact = Map.copyOf(exact);
        found = List.copyOf(found);
    }

    /**
     * The last entry that a shard keeps.
     *
     * @param timeMs of the entry, or of the one behind it
     */
    public record Entry(Timeline timeline, long lsn, long timeMs) {}

    public static Resolved at(long toMs) {
        return new Resolved(toMs, Map.of(), List.of());
    }
}
