package io.headwater.cache.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open segment file. A seam: tests put a disk behind it that loses what was not synced. Every method throws {@link IOException} if the disk
 * refuses. Reads may run on other threads than the one that writes.
 */
interface SegmentFile extends AutoCloseable {
    /** Writes all remaining bytes at {@code position}; when it throws, any part of them may have been written. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Reads at least one byte and at most what remains in {@code target}; -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Returns when everything written so far is on the disk. After a failure nothing that was written since the last success may be trusted, whatever later
     * calls return: the kernel may have dropped the pages and forgotten the error.
     *
     * @param metadata also the file's size and allocation
     */
    void force(boolean metadata) throws IOException;

    /** Drops everything from {@code size} on; safe on disk after {@link #force}. */
    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
