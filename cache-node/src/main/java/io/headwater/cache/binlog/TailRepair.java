package io.headwater.cache.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes the end of a scanned directory final: decided first, then executed in an order that may be cut short anywhere. */
final class TailRepair {
    private final SegmentStore store;
    private final List<Long> deleted;
    private final List<SegmentInfo> kept;
    private final long provenBytes;
    private final long cutBytes;

    private TailRepair(
            SegmentStore store, List<Long> deleted, List<SegmentInfo> kept, long provenBytes, long cutBytes) {
        this.store = store;
        this.deleted = deleted;
        this.kept = kept;
        this.provenBytes = provenBytes;
        this.cutBytes = cutBytes;
    }

    /**
     * Decides what to cut.
     *
     * @param scanned the segments as far as they can be read
     * @throws io.headwater.schemas.HeadwaterException if the last segment is damaged rather than torn
     */
    static TailRepair plan(SegmentStore store, BinlogSurvey survey, SegmentScan scan, List<SegmentInfo> scanned)
            throws IOException {
        List<Long> deleted = new ArrayList<>(survey.unused());
        List<SegmentInfo> kept = new ArrayList<>(scanned);
        if (kept.isEmpty()) {
            return new TailRepair(store, deleted, kept, 0, 0);
        }
        long lastNumber = kept.getLast().number();
        requireTorn(store, lastNumber, scan);
        long cutBytes = unreadableBytes(store, lastNumber, scan.endBytes());
        LsnChain chain = scan.chain();
        if (chain.inChunkRun()) {
            // Newest first, so that what is left always ends in chunks without an end.
            while (kept.getLast().number() > scan.runSegment()) {
                cutBytes += kept.getLast().endBytes() - SegmentHeader.BYTES;
                deleted.addFirst(kept.removeLast().number());
            }
            SegmentInfo cut = kept.removeLast();
            cutBytes += cut.endBytes() - scan.runPosition();
            kept.add(cut.closed(chain.lastLsn(), scan.runPosition()));
            scan.dropChunkRun();
        }
        boolean empty = kept.getLast().endBytes() == SegmentHeader.BYTES;
        if (empty) {
            deleted.addFirst(kept.removeLast().number());
        }
        long proven = !empty && kept.getLast().number() == lastNumber ? scan.provenBytes() : Long.MAX_VALUE;
        return new TailRepair(store, deleted, kept, proven, cutBytes);
    }

    private static void requireTorn(SegmentStore store, long number, SegmentScan scan) throws IOException {
        try (SegmentFile file = store.open(number, SegmentStore.Access.READ)) {
            long proof = SyncProof.find(file, number, scan.endBytes());
            if (proof >= 0) {
                String problem = scan.problem().isEmpty() ? "zeros where a frame was" : scan.problem();
                throw BinlogFailures.damaged(
                        store.describe(number),
                        scan.endBytes(),
                        problem + "; a note at offset " + proof + " proves that it had been synced");
            }
        }
    }

    /** Bytes from {@code from} to the last one that is not zero. */
    private static long unreadableBytes(SegmentStore store, long number, long from) throws IOException {
        try (SegmentFile file = store.open(number, SegmentStore.Access.READ)) {
            return Zeros.end(file, from) - from;
        }
    }

    /** The segments that stay. */
    List<SegmentInfo> kept() {
        return kept;
    }

    long cutBytes() {
        return cutBytes;
    }

    void execute() throws IOException {
        for (long number : deleted.reversed()) {
            store.delete(number);
            store.syncDirectory();
        }
        if (!kept.isEmpty()) {
            SegmentInfo last = kept.getLast();
            try (SegmentFile file = store.open(last.number(), SegmentStore.Access.READ_WRITE)) {
                writeAgain(file, provenBytes, last.endBytes());
                file.truncate(last.endBytes());
                file.force(true);
            }
        }
    }

    /** Makes the pages dirty, so that the sync that follows writes them whatever happened to an earlier one. */
    private static void writeAgain(SegmentFile file, long from, long to) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.clamp(to - from, 0, Zeros.BLOCK_BYTES));
        for (long position = from; position < to; position += block.limit()) {
            block.clear().limit((int) Math.min(block.capacity(), to - position));
            while (block.hasRemaining() && file.read(block, position + block.position()) > 0) {
                // one call rarely returns less
            }
            file.write(block.flip(), position);
        }
    }
}
