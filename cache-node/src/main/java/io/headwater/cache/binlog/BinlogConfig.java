package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;

/**
 * How a binlog is kept.
 *
 * @param segmentSizeBytes of a segment file, at least four times the longest frame
 * @param segmentMaxAgeMs a segment that holds records is closed when it is so old; 0 = never
 * @param maxQueuedBytes of memory that records may hold while they wait for the binlog thread, before {@link BinlogWriter#hasRoom} is false; at
 *     most half a segment
 * @param maxFrameBytes no frame is longer
 */
public record BinlogConfig(long segmentSizeBytes, long segmentMaxAgeMs, long maxQueuedBytes, int maxFrameBytes) {
    /** 64 MiB a segment, one hour, 32 MiB in the queue. */
    public static final BinlogConfig DEFAULT = ofSegments(64 << 20, 3_600_000);

    public BinlogConfig {
        if (segmentSizeBytes < 4L * maxFrameBytes || maxFrameBytes < SegmentHeader.BYTES) {
            throw new IllegalArgumentException("a segment of " + segmentSizeBytes + " bytes holds too few frames of "
                    + maxFrameBytes + ": make it " + 4L * maxFrameBytes + " or more");
        }
        if (segmentMaxAgeMs < 0 || maxQueuedBytes < 1 || maxQueuedBytes > segmentSizeBytes / 2) {
            throw new IllegalArgumentException("a queue of " + maxQueuedBytes + " bytes, an age of " + segmentMaxAgeMs
                    + " ms with segments of " + segmentSizeBytes + " bytes");
        }
    }

    /** Segments of this size and age, a queue of half a segment, and frames as long as a log record may be. */
    public static BinlogConfig ofSegments(long segmentSizeBytes, long segmentMaxAgeMs) {
        return new BinlogConfig(
                segmentSizeBytes,
                segmentMaxAgeMs,
                segmentSizeBytes / 2,
                FrameCodec.HEADER_BYTES + FrameCodec.MAX_PAYLOAD_BYTES);
    }
}
