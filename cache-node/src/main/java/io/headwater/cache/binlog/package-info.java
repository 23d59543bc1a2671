/**
 * The binlog on disk: segments, the thread that writes them, recovery, and cursors over what was written. Knows {@code io.headwater.schemas}
 * only. {@link io.headwater.cache.binlog.BinlogRecovery} reads a directory and cuts its torn tail,
 * {@link io.headwater.cache.binlog.BinlogWriter} goes on from there, {@link io.headwater.cache.binlog.SegmentBinlogReader} follows.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.binlog;
