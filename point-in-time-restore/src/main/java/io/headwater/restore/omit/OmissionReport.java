package io.headwater.restore.omit;

import io.headwater.schemas.Actor;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was left out of a log, and what came of it.
 *
 * @param entries of which anything was left out
 * @param effects left out
 * @param dependents how many later entries wrote a key that something left out had written: their values may hold what was to go
 * @param someDependents the first of them
 * @param inapplicable how many later effects did not fit what is there without what was left out, and were passed over
 * @param someInapplicable the first of them
 * @param complete false if there were more keys to remember than is sensible, so that the counts are too low
 */
public record OmissionReport(
        long entries,
        long effects,
        long dependents,
        List<Touch> someDependents,
        long inapplicable,
        List<Touch> someInapplicable,
        boolean complete) {
    /** Entries that are listed of each kind. */
    public static final int LISTED = 50;
    /** Nothing was left out. */
    public static final OmissionReport NONE = new OmissionReport(0, 0, 0, List.of(), 0, List.of(), true);

    public OmissionReport {
        someDependents = List.copyOf(someDependents);
        someInapplicable = List.copyOf(someInapplicable);
    }

    /**
     * An effect on a key.
     *
     * @param why what is wrong with it; empty if nothing is
     */
    public record Touch(int shard, Position position, long timeMs, @Nullable Actor actor, int database, String key, String effect, String why) {}

    /** Both together. */
    public OmissionReport plus(OmissionReport other) {
        return new OmissionReport(
                entries + other.entries,
                effects + other.effects,
                dependents + other.dependents,
                joined(someDependents, other.someDependents),
                inapplicable + other.inapplicable,
                joined(someInapplicable, other.someInapplicable),
                complete && other.complete);
    }

    private static List<Touch> joined(List<Touch> one, List<Touch> other) {
        List<Touch> all = new ArrayList<>(one);
        all.addAll(other);
        return all.size() > LISTED ? all.subList(0, LISTED) : all;
    }
}
