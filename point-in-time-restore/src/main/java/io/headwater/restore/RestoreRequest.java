package io.headwater.restore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored, and where to.
 *
 * @param toMs every entry up to this time, milliseconds since 1970; {@link Long#MAX_VALUE} for the latest
 * @param rdb the file to write; null with a target
 * @param target the server to write to; null with a file
 * @param dryRun only print the plan
 * @param json print one JSON object instead of text
 * @param replace the target may hold keys, which are removed
 */
public record RestoreRequest(
        long toMs, @Nullable Path rdb, @Nullable Server target, boolean dryRun, boolean json, boolean replace) {
    /**
     * A running server.
     *
     * @param user null for the default user
     * @param password null if none is needed
     */
    public record Server(String host, int port, @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return "redis://" + host + ":" + port; // never the password
        }
    }
}
