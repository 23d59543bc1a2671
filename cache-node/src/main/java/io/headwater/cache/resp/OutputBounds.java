package io.headwater.cache.resp;

/**
 * How many bytes of replies and messages a client may leave unfetched before it is closed, {@code client-output-buffer-limit}.
 *
 * @param hardBytes beyond it the connection is closed at once; 0: no limit
 * @param softBytes as before, but only once exceeded for {@code softSeconds}; 0: no limit
 * @param softSeconds see {@code softBytes}
 */
public record OutputBounds(long hardBytes, long softBytes, int softSeconds) {
    /** No limit. */
    public static final OutputBounds NONE = new OutputBounds(0, 0, 0);

    /** Redis's default for subscribers, whose messages come whether they fetch them or not. */
    public static final OutputBounds SUBSCRIBER = new OutputBounds(32 << 20, 8 << 20, 60);

    boolean hardExceeded(long bytes) {
        return hardBytes > 0 && bytes > hardBytes;
    }

    boolean softExceeded(long bytes) {
        return softBytes > 0 && bytes > softBytes;
    }
}
