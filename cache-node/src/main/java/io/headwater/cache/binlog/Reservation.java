package io.headwater.cache.binlog;

/**
 * How many bytes of frames the writer thread may hand over, counted since the start. What was promised is covered by blocks on the disk, whatever happens
 * to its free space, so a promise is never taken back:
 *
 * <ul>
 *   <li>A segment of which n bytes are free holds at least n - maxFrame bytes of any frames, since a frame that does not fit wastes less than a frame.
 *   <li>Notes are paid from an allowance that is never promised; when it is used up, notes wait.
 *   <li>A segment is closed early only if the promises fit without its rest.
 * </ul>
 *
 * Owned by the binlog thread, but for {@link #promisedBytes} and {@link #want}.
 */
final class Reservation {
    private static final int NOTES_MAX_BYTES = 256 * 1024;

    private final int maxFrameBytes;
    private final long allowanceBytes;
    private final long windowBytes;
    private long usableBytes;
    private volatile long promised;
    private volatile long wanted;

    Reservation(BinlogConfig config) {
        maxFrameBytes = config.maxFrameBytes();
        long segment = usable(config.segmentSizeBytes() - SegmentHeader.BYTES);
        allowanceBytes = Math.min(NOTES_MAX_BYTES, segment / 8);
        windowBytes = segment - allowanceBytes;
    }

    /** Bytes of frames that are sure to fit into a segment of which so many are free. */
    long usable(long freeBytes) {
        return Math.max(0, freeBytes - maxFrameBytes);
    }

    /**
     * Says what there is.
     *
     * @param takenBytes of frames that are in segments, since the start
     * @param usable of the current segment and the spare ones, as {@link #usable} counts
     */
    void update(long takenBytes, long usable) {
        usableBytes = takenBytes + usable;
        long next = Math.min(usableBytes - allowanceBytes, Math.max(takenBytes + windowBytes, wanted));
        if (next > promised) {
            promised = next;
        }
    }

    /** Whether more must be reserved before everything is promised that should be. */
    boolean isShort(long takenBytes) {
        return usableBytes < Math.max(takenBytes + windowBytes, wanted) + allowanceBytes;
    }

    /** Whether the promises fit into so much less. */
    boolean canSpare(long bytes) {
        return usableBytes - bytes >= promised;
    }

    /** Frames may be handed over until so many bytes of them were, since the start. Any thread. */
    long promisedBytes() {
        return promised;
    }

    /** Asks for promises up to {@code bytes} since the start, beyond the usual window. The writer thread. */
    void want(long bytes) {
        if (bytes > wanted) {
            wanted = bytes;
        }
    }
}
