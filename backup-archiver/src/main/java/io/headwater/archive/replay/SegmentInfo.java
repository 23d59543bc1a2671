package io.headwater.archive.replay;

import io.headwater.schemas.Position;

/**
 * A segment of the archive, as far as a plan needs it.
 *
 * @param object the object that holds it
 * @param manifest the object that holds its manifest
 * @param sequence from 1, without holes along a timeline
 * @param after the position before its first record
 * @param last the position behind its last record
 * @param lastTimeMs the time up to which it proves what the log held, milliseconds since 1970
 * @param startOffset the topic's offset of its first record, or before
 * @param endOffset the topic's offset behind its last record
 * @param bytes of the object; {@link #MISSING} if it is not there
 */
public record SegmentInfo(
        String object,
        String manifest,
        long sequence,
        Position after,
        Position last,
        long lastTimeMs,
        long startOffset,
        long endOffset,
        long bytes) {
    /** The size of an object that is not there. */
    public static final long MISSING = -1;

    /** How many entries it holds. */
    public long entries() {
        return last.lsn() - after.lsn();
    }
}
