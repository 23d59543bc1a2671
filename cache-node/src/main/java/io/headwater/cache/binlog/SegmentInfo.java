package io.headwater.cache.binlog;

/**
 * A segment that holds a header.
 *
 * @param number from 1, as in its name
 * @param firstLsn one above the last complete entry before it
 * @param nextChunk 0, or the index of the chunk of {@code firstLsn} with which it starts
 * @param lastLsn the highest lsn of any frame in it, complete or not, or one below its first; {@link #UNKNOWN} while it is written
 * @param endBytes where its frames end at the latest, bytes from the file's start
 */
public record SegmentInfo(long number, long firstLsn, int nextChunk, long lastLsn, long endBytes) {
    static final long UNKNOWN = -1;

    /** The highest lsn of any frame in the segments before this one. */
    long lastLsnBefore() {
        return nextChunk > 0 ? firstLsn : firstLsn - 1;
    }

    SegmentInfo closed(long highestLsn, long end) {
        return new SegmentInfo(number, firstLsn, nextChunk, highestLsn, end);
    }
}
