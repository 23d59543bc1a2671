package io.headwater.cache.binlog;

import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LogRecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The frames of a recovered binlog that the log has gone on without, as a rule its end: from the first one that a later claim made void. It is copied to the {@link LostWritesLedger} and then cut,
 * the one rewriting that a binlog knows. Both steps may be cut short by a crash anywhere and be begun again: what is left is a valid binlog whose end is void or
 * gone. One thread, one use.
 */
public final class VoidTail {
    private final SegmentStore store;
    private final RecoveredBinlog recovered;
    private final Judgement judgement;
    /** Segments that end here or before hold nothing void. */
    private final long skipThroughLsn;
    private final LogRecordReader record = new LogRecordReader();
    /** Where the first void frame is; 0 without one. */
    private long firstSegment;

    private long firstPosition;

    /** Which frames are void. */
    private interface Judgement {
        boolean isVoid(long epoch, long lastLsn);
    }

    /** What goes over void frames. */
    interface Visitor {
        /** Returns whether to go on. */
        boolean frame(LogRecordReader record, long segment, FrameReader frame) throws IOException;
    }

    private VoidTail(SegmentStore store, RecoveredBinlog recovered, long skipThroughLsn, Judgement judgement) {
        this.store = store;
        this.recovered = recovered;
        this.skipThroughLsn = skipThroughLsn;
        this.judgement = judgement;
    }

    /**
     * Looks for it.
     *
     * @param directory of the segments, just recovered and not written since
     * @param epoch of the claim that made frames of earlier epochs void
     * @param lastValidLsn above which they are
     * @throws io.headwater.schemas.HeadwaterException if a segment cannot be read
     */
    public static VoidTail find(Path directory, RecoveredBinlog recovered, long epoch, long lastValidLsn) {
        return find(new DiskSegmentStore(directory), recovered, epoch, lastValidLsn);
    }

    static VoidTail find(SegmentStore store, RecoveredBinlog recovered, long epoch, long lastValidLsn) {
        return find(store, recovered, lastValidLsn, (ofEpoch, lsn) -> ofEpoch < epoch && lsn > lastValidLsn);
    }

    /**
     * Looks for all that a state of the log does not prove to be in it: what lies beyond the end of its epoch, and beyond the state itself. The log may hold the latter all the
     * same, further on.
     *
     * @param directory of the segments, just recovered and not written since; it is to be replaced as a whole, not cut
     * @throws io.headwater.schemas.HeadwaterException if a segment cannot be read
     */
    public static VoidTail unproven(Path directory, RecoveredBinlog recovered, FilterState log) {
        Map<Long, Long> lastLsnByEpoch = new HashMap<>();
        for (EpochEnd end : log.epochEnds()) {
            lastLsnByEpoch.put(end.epoch(), end.lastLsn());
        }
        lastLsnByEpoch.put(log.epoch(), log.lastLsn());
        return find(new DiskSegmentStore(directory), recovered, 0, (epoch, lsn) -> lsn > lastLsnByEpoch.getOrDefault(epoch, 0L));
    }

    private static VoidTail find(SegmentStore store, RecoveredBinlog recovered, long skipThroughLsn, Judgement judgement) {
        VoidTail tail = new VoidTail(store, recovered, skipThroughLsn, judgement);
        tail.visit((found, segment, frame) -> {
            tail.firstSegment = segment;
            tail.firstPosition = frame.framePosition();
            return false;
        });
        return tail;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return firstSegment == 0;
    }

    RecoveredBinlog recovered() {
        return recovered;
    }

    /** Goes over the void frames, oldest first. */
    void visit(Visitor visitor) {
        for (SegmentInfo segment : recovered.segments()) {
            if (segment.lastLsn() <= skipThroughLsn || segment.number() < firstSegment) {
                continue;
            }
            try (SegmentFile file = store.open(segment.number(), SegmentStore.Access.READ)) {
                if (!visit(file, segment.number(), visitor)) {
                    return;
                }
            } catch (IOException e) {
                throw BinlogFailures.unreadable(store.describe(segment.number()), e);
            }
        }
    }

    private boolean visit(SegmentFile file, long segment, Visitor visitor) throws IOException {
        FrameReader frames = new FrameReader(file);
        long size = file.size();
        while (true) {
            FrameReader.Found found = frames.next(size);
            if (found == FrameReader.Found.BROKEN) {
                throw BinlogFailures.damaged(store.describe(segment), frames.position(), frames.problem());
            }
            if (found == FrameReader.Found.END) {
                return true;
            }
            if (frames.kind() != FrameCodec.KIND_RECORD) {
                continue;
            }
            record.wrap(frames.bytes(), frames.payloadOffset(), frames.payloadLength());
            if (judgement.isVoid(record.epoch(), record.lastLsn()) && !visitor.frame(record, segment, frames)) {
                return false;
            }
        }
    }

    /**
     * Cuts the binlog in front of the first void frame; newest segment first, so that what a crash leaves has no gap. The notes behind it go as well: the older one that is left
     * only has more of the topic read again.
     *
     * @throws io.headwater.schemas.HeadwaterException if the disk refuses
     */
    public void cut() {
        if (isEmpty()) {
            return;
        }
        boolean keepsFrames = firstPosition > SegmentHeader.BYTES;
        deleteFrom(store, keepsFrames ? firstSegment + 1 : firstSegment);
        if (!keepsFrames) {
            return;
        }
        try (SegmentFile file = store.open(firstSegment, SegmentStore.Access.READ_WRITE)) {
            file.truncate(firstPosition);
            file.force(true);
        } catch (IOException e) {
            throw BinlogFailures.writeFailed(store.describe(firstSegment), e);
        }
    }

    /**
     * Deletes all segments of a directory, newest first.
     *
     * @throws io.headwater.schemas.HeadwaterException if the disk refuses
     */
    public static void deleteAll(Path directory) {
        deleteFrom(new DiskSegmentStore(directory), 0);
    }

    private static void deleteFrom(SegmentStore store, long number) {
        try {
            for (long each : store.numbers().reversed()) {
                if (each < number) {
                    return;
                }
                store.delete(each);
                store.syncDirectory();
            }
        } catch (IOException e) {
            throw BinlogFailures.writeFailed(store.describe(number), e);
        }
    }
}
