package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;

/** Runs {@code headwater tap}. */
public final class TapRole {
    private TapRole() {}

    /** Returns the exit code. */
    public static int run(TapOptions options) {
        throw new HeadwaterException(
                "this build does not hold the room behind `tap`", "use a release that does", HeadwaterException.EXIT_FAILURE);
    }
}
