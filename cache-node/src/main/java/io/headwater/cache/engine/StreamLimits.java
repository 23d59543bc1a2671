package io.headwater.cache.engine;

/**
 * When a stream's block takes no further entry.
 *
 * @param nodeMaxBytes stream-node-max-bytes; 0: a GiB
 * @param nodeMaxEntries stream-node-max-entries; 0: any number
 */
public record StreamLimits(long nodeMaxBytes, long nodeMaxEntries) {
    /** Redis's defaults. */
    public static final StreamLimits DEFAULT = new StreamLimits(4096, 100);

    private static final long MAX_BYTES = 1L << 30;

    /** The limit that holds. */
    long effectiveBytes() {
        return nodeMaxBytes == 0 || nodeMaxBytes > MAX_BYTES ? MAX_BYTES : nodeMaxBytes;
    }
}
