package io.headwater.cache.binlog;

import java.io.IOException;
import java.util.List;

/** The directory that holds the segments, named by number. A seam like {@link SegmentFile}; safe for several threads. */
interface SegmentStore {
    /** The numbers of all segment files, ascending. */
    List<Long> numbers() throws IOException;

    /**
     * Creates a segment file of {@code size} zero bytes whose blocks are reserved, so that writes into it cannot run out of space.
     *
     * @throws DiskFullException if the disk cannot hold it; no file is left behind
     */
    SegmentFile create(long number, long size) throws IOException;

    /** Opens an existing segment file. */
    SegmentFile open(long number, Access access) throws IOException;

    /** Deletes a segment file; one that is not there is deleted already. */
    void delete(long number) throws IOException;

    /** Returns when all creations and deletions so far are on the disk. */
    void syncDirectory() throws IOException;

    /** The file's name as a person should see it in an error. */
    String describe(long number);

    /** What an opened file is for. */
    enum Access {
        READ,
        READ_WRITE
    }
}
