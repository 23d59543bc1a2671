package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;

/** Runs {@code headwater restore}. */
public final class RestoreRole {
    private RestoreRole() {}

    /** Returns the exit code. */
    public static int run(RestoreOptions options) {
        throw new HeadwaterException(
                "this build does not hold the room behind `restore`", "use a release that does", HeadwaterException.EXIT_FAILURE);
    }
}
