package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;

/** Runs {@code headwater snapshot}. */
public final class SnapshotRole {
    private SnapshotRole() {}

    /** Returns the exit code. */
    public static int run(ArchiveOptions options) {
        throw new HeadwaterException(
                "this build does not hold the room behind `snapshot`", "use a release that does", HeadwaterException.EXIT_FAILURE);
    }
}
