package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;

/** Runs {@code headwater node}. */
public final class NodeRole {
    private NodeRole() {}

    /** Returns the exit code. */
    public static int run(NodeOptions options) {
        throw new HeadwaterException(
                "this build does not hold the room behind `node`", "use a release that does", HeadwaterException.EXIT_FAILURE);
    }
}
