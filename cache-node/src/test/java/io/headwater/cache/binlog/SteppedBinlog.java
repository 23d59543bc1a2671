package io.headwater.cache.binlog;

import java.io.IOException;
import java.util.function.LongSupplier;

/** A binlog on a simulated disk whose thread is whoever calls {@link #turn}: for simulations outside of this package. */
public final class SteppedBinlog {
    private static final int FRAME_BYTES = 8 * 1024;

    private final BinlogWriter writer;

    private SteppedBinlog(BinlogWriter writer) {
        this.writer = writer;
    }

    /** Recovers the segments of a disk, as a node's start does. */
    public static RecoveredBinlog recover(SimulatedDisk disk, int shard, long baseLsn, BinlogHandler handler) {
        return new BinlogRecovery(disk, shard).recover(baseLsn, handler);
    }

    /** Cuts what the log has gone on without; returns how many frames that were. */
    public static long cutVoidTail(SimulatedDisk disk, RecoveredBinlog recovered, long epoch, long lastValidLsn) {
        VoidTail tail = VoidTail.find(disk, recovered, epoch, lastValidLsn);
        long[] frames = new long[1];
        tail.visit((record, segment, frame) -> {
            frames[0]++;
            return true;
        });
        tail.cut();
        return frames[0];
    }

    /** Goes on where a recovery ended; a segment holds a dozen frames. */
    public static SteppedBinlog open(SimulatedDisk disk, SyncLevel level, RecoveredBinlog recovered, BinlogListener listener, LongSupplier nanoTime) {
        long segment = 12L * FRAME_BYTES;
        BinlogConfig config = new BinlogConfig(segment, 0, segment / 2, FRAME_BYTES);
        return new SteppedBinlog(new BinlogWriter(disk, config, level, recovered, listener, nanoTime));
    }

    /** What the writer thread sees of it. */
    public BinlogWriter writer() {
        return writer;
    }

    /**
     * One run of the binlog thread.
     *
     * @throws IOException if the disk failed: the thread ends
     */
    public int turn() throws IOException {
        return writer.worker().doWork();
    }
}
