package io.headwater.cache.command;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The node's configuration as CONFIG sees it: redis.conf's names and texts. Called on the writer thread. */
public interface ConfigView {
    /** All parameters by lower-case name, values as redis.conf writes them. */
    SortedMap<String, String> all();

    /** The parameter as a number, or {@code absent} if it is not there or none. */
    default int integer(String name, int absent) {
        String value = all().get(name);
        try {
            return value == null ? absent : Integer.parseInt(value);
        } catch (NumberFormatException unbounded) {
            return absent;
        }
    }

    /**
     * Sets parameters, all or none.
     *
     * @param changes lower-case names, each known to {@link #all}
     * @return null if all were set, else Redis's error: {@code "ERR CONFIG SET failed (possibly related to argument 'x') - why"}
     */
    @Nullable CommandError set(Map<String, String> changes);

    /** Resets the node's own statistics. */
    void resetStatistics();

    /**
     * Writes the configuration back to its file.
     *
     * @return null if done, else the error
     */
    default @Nullable CommandError rewrite() {
        return new CommandError("ERR The server is running without a config file");
    }
}
