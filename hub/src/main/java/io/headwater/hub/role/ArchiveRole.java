package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;

/** Runs {@code headwater archive}. */
public final class ArchiveRole {
    private ArchiveRole() {}

    /** Returns the exit code. */
    public static int run(ArchiveOptions options) {
        throw new HeadwaterException(
                "this build does not hold the room behind `archive`", "use a release that does", HeadwaterException.EXIT_FAILURE);
    }
}
