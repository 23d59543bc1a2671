package io.headwater.cache.binlog;

import java.io.IOException;
import java.util.ArrayDeque;

/** Reserved segment files that hold nothing yet, next one first. Owned by the binlog thread. */
final class SpareSegments {
    private final SegmentStore store;
    private final long segmentSizeBytes;
    private final ArrayDeque<Spare> spares = new ArrayDeque<>();
    private long nextNumber;

    /** A reserved file. */
    record Spare(long number, SegmentFile file) {}

    SpareSegments(SegmentStore store, long segmentSizeBytes, long nextNumber) {
        this.store = store;
        this.segmentSizeBytes = segmentSizeBytes;
        this.nextNumber = nextNumber;
    }

    /**
     * Reserves one more and syncs its directory entry, so that later only its content matters.
     *
     * @throws DiskFullException if there is no room; nothing is left behind
     */
    void add() throws IOException {
        SegmentFile file = store.create(nextNumber, segmentSizeBytes);
        spares.add(new Spare(nextNumber++, file));
        file.force(true);
        store.syncDirectory();
    }

    int count() {
        return spares.size();
    }

    /** The next one; it stays a spare until {@link #taken}. */
    Spare next() {
        return spares.element();
    }

    /** The next one is in use. */
    void taken() {
        spares.remove();
    }

    /** Gives all of them back, newest first: the numbers stay without a gap. */
    void delete() throws IOException {
        while (!spares.isEmpty()) {
            Spare spare = spares.removeLast();
            spare.file().close();
            store.delete(spare.number());
        }
        store.syncDirectory();
    }

    /** Lets go of the files and leaves them to the next recovery. */
    void abandon() {
        for (Spare spare : spares) {
            try {
                spare.file().close();
            } catch (IOException e) {
                // nothing was written to it
            }
        }
    }
}
