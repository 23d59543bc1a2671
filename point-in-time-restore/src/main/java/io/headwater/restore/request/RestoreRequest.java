package io.headwater.restore.request;

import io.headwater.restore.Restore;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored, and where to.
 *
 * @param point the moment
 * @param selection which keys
 * @param omission what is left out on the way
 * @param ttl what becomes of expiries
 * @param destination where to; null for a dry run that compares with nothing
 * @param mode how far to go
 * @param json print one JSON object instead of text
 */
public record RestoreRequest(
        RestorePoint point,
        Selection selection,
        Omission omission,
        TtlRule ttl,
        @Nullable Destination destination,
        Mode mode,
        boolean json) {
    /** How far a restore goes. */
    public enum Mode {
        /** Print the plan. */
        PLAN,
        /** Replay, and print what would change at the destination, or since then if there is none; write nothing. */
        PREVIEW,
        /** Restore. */
        RUN
    }

    /** Everything as it was, to a destination. */
    public static RestoreRequest of(RestorePoint point, Destination destination) {
        return new RestoreRequest(point, Selection.ALL, Omission.NONE, TtlRule.KEEP, destination, Mode.RUN, false);
    }

    /** The same, but only so far. */
    public RestoreRequest with(Mode other) {
        return new RestoreRequest(point, selection, omission, ttl, destination, other, json);
    }

    /** The same, printed as JSON. */
    public RestoreRequest asJson() {
        return new RestoreRequest(point, selection, omission, ttl, destination, mode, true);
    }
}
