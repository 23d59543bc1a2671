package io.headwater.cache.binlog;

/**
 * How far readers may go.
 *
 * @param segment the number of the newest segment with frames
 * @param position where its readable frames end, bytes from its start; segments before it can be read whole
 * @param lsn the last lsn of a complete entry up to there
 */
record ReadableEnd(long segment, long position, long lsn) {}
