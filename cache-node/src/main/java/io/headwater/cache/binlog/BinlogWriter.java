package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.RecordSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a directory's binlog on a thread of its own, the binlog thread. The writer thread hands over sealed records and never waits: it asks
 * {@link #hasRoom} before it reads clients and {@link #admits} before it applies a write.
 *
 * <pre>
 * writer thread                binlog thread
 *   hasRoom, admits
 *   record  ---- queue ---->   append, write  ----> appended(lsn): readers may go there
 *   takeBuffer <-- arrays --   sync           ----> durable(lsn): replies may go
 *                              reserve the next segment
 * </pre>
 *
 * The methods up to {@link #takeBuffer} belong to one thread at a time, the others to any.
 */
public final class BinlogWriter implements RecordSink, AutoCloseable {
    /** Bytes of frame and record headers that a write may need beside its entries, whatever its size. */
    private static final int RECORD_OVERHEAD_BYTES = 4096;

    private static final long CLOSE_TIMEOUT_MS = 60_000;

    private final SegmentStore store;
    private final Executor syncs;
    private final Reservation reservation;
    private final BinlogQueue queue;
    private final SegmentCatalog catalog;
    private final SpaceKeeper space;
    private final BinlogWorker worker;
    private final BinlogThread thread;
    private final long firstRecoveredLsn;

    /**
     * Prepares to go on where a recovery ended; {@link #start} starts.
     *
     * @param directory of the segments, as recovered
     * @param level may be changed later
     */
    public BinlogWriter(
            Path directory,
            BinlogConfig config,
            SyncLevel level,
            RecoveredBinlog recovered,
            BinlogListener listener) {
        this(new DiskSegmentStore(directory), config, level, recovered, listener, System::nanoTime, syncThread());
    }

    /** Does the syncs that run beside the binlog thread; it starts with the first of them. */
    private static ExecutorService syncThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "binlog-sync");
            made.setDaemon(true);
            return made;
        });
    }

    /** With syncs that end before they return: for tests whose threads are their own. */
    BinlogWriter(
            SegmentStore store,
            BinlogConfig config,
            SyncLevel level,
            RecoveredBinlog recovered,
            BinlogListener listener,
            LongSupplier nanoClock) {
        this(store, config, level, recovered, listener, nanoClock, Runnable::run);
    }

    BinlogWriter(
            SegmentStore store,
            BinlogConfig config,
            SyncLevel level,
            RecoveredBinlog recovered,
            BinlogListener listener,
            LongSupplier nanoClock,
            Executor syncs) {
        this.store = store;
        this.syncs = syncs;
        firstRecoveredLsn = recovered.firstReadableLsn();
        reservation = new Reservation(config);
        queue = new BinlogQueue(config.maxQueuedBytes(), reservation);
        catalog = new SegmentCatalog(recovered.segments());
        SpareSegments spares = new SpareSegments(store, config.segmentSizeBytes(), recovered.nextSegment());
        SegmentAppender appender = new SegmentAppender(
                store, config, recovered, catalog, spares, new BackgroundSync(syncs, queue::wake));
        space = new SpaceKeeper(appender, spares, reservation, queue, nanoClock.getAsLong());
        worker = new BinlogWorker(
                appender,
                space,
                queue,
                recovered,
                level,
                listener,
                config.segmentMaxAgeMs(),
                nanoClock);
        thread = new BinlogThread(worker, queue, listener);
    }

    /**
     * Reserves the first segment and starts the binlog thread. A full disk is no error: {@link #admits} is false until there is room.
     *
     * @throws HeadwaterException if the directory cannot be written
     */
    public void start() {
        try {
            worker.doWork();
        } catch (IOException e) {
            throw BinlogFailures.writeFailed(store.describe(0), e);
        }
        thread.start();
    }

    /** One run of the binlog thread's work, for tests that are that thread. */
    BinlogWorker worker() {
        return worker;
    }

    // ---- one thread at a time: the writer thread

    /** Hands over a sealed record; never blocks, never refuses. What comes after a failure is dropped. */
    @Override
    public void record(byte[] bytes, int payloadOffset, int payloadLength, long lastLsn, long timeMs) {
        if (!thread.ended()) {
            queue.offer(new BinlogQueue.Batch(bytes, payloadOffset, payloadLength));
        }
    }

    /** As {@link #record}, of a record that stands elsewhere, which is copied. */
    public void copy(byte[] source, int offset, int length) {
        if (!thread.ended()) {
            queue.offer(new BinlogQueue.Batch(source, offset, length).copied());
        }
    }

    /** Whether the queue takes more. When false, clients are not read until {@link BinlogListener#roomMade}. */
    public boolean hasRoom() {
        return queue.hasRoom();
    }

    /**
     * Whether reserved disk space covers everything that was handed over and so many bytes of entries on top: ask with the open batch's bytes, the decided write among
     * them, before it is applied. When false and {@link #diskProblem} is empty, the space is being reserved: try again at
     * {@link BinlogListener#roomMade}. When false and it is not, refuse the write.
     */
    public boolean admits(long bytes) {
        return queue.admits(bytes + RECORD_OVERHEAD_BYTES + bytes / 1024);
    }

    /** An array to encode the next batch into, used before as a rule; at least 64 KiB. */
    public byte[] takeBuffer() {
        return queue.takeBuffer();
    }

    // ---- any thread

    /** Appends a note once everything that it covers is in the binlog. Returns at once. */
    public void note(KafkaNote note) {
        worker.note(note);
        queue.wake();
    }

    public SyncLevel level() {
        return worker.level();
    }

    /** From the next run on, what was written before included. */
    public void level(SyncLevel level) {
        worker.level(level);
        queue.wake();
    }

    /** Readers may go up to here. */
    public long readableLsn() {
        return worker.readableEnd().lsn();
    }

    /** Entries up to here survive a power cut. */
    public long durableLsn() {
        return worker.durableLsn();
    }

    /** The newest note that survives a power cut: what a restart would go on from. Null before the first. */
    public @Nullable KafkaNote durableNote() {
        return worker.durableNote();
    }

    /** Why the disk gives no more room; empty while it does. */
    public String diskProblem() {
        return space.problem();
    }

    /** Bytes of frames that may still be handed over; what is queued is taken off. */
    public long reservedBytes() {
        return Math.max(0, reservation.promisedBytes() - queue.offeredBytes());
    }

    /** Bytes that wait for the binlog thread. */
    public long queuedBytes() {
        return queue.offeredBytes() - queue.takenBytes();
    }

    /** Why writing has ended for good; null while it goes on. */
    public @Nullable HeadwaterException failure() {
        return thread.failure();
    }

    /**
     * Closes the current segment.
     *
     * @return completes with an lsn: all records up to it, and the newest note, are in closed segments. Fails with {@link HeadwaterException} when the
     *     disk is full
     */
    public CompletableFuture<Long> rotate() {
        CompletableFuture<Long> closed = new CompletableFuture<>();
        worker.rotate(closed);
        queue.wake();
        if (thread.ended()) {
            closed.completeExceptionally(BinlogFailures.closed()); // it ended before it could see the request
        }
        return closed;
    }

    /**
     * Deletes closed segments that hold nothing above the lsn, oldest first.
     *
     * @param lsn that of a base which is safe on disk
     * @throws HeadwaterException if a file cannot be deleted
     */
    public synchronized void deleteBefore(long lsn) {
        SegmentInfo oldest = catalog.oldest();
        try {
            while (oldest != null && oldest.lastLsn() != SegmentInfo.UNKNOWN && oldest.lastLsn() <= lsn) {
                catalog.remove(oldest.number());
                store.delete(oldest.number());
                store.syncDirectory();
                oldest = catalog.oldest();
            }
        } catch (IOException e) {
            throw BinlogFailures.unreadable(oldest == null ? "" : store.describe(oldest.number()), e);
        }
        queue.wake();
    }

    /**
     * A cursor in front of the first record that ends above the lsn.
     *
     * @throws HeadwaterException if the segments with it were deleted
     */
    public BinlogReader reader(long afterLsn) {
        if (afterLsn + 1 < firstReadableLsn()) {
            throw BinlogFailures.deleted(afterLsn + 1);
        }
        return new SegmentBinlogReader(store, catalog, worker::readableEnd, afterLsn);
    }

    /** The first lsn that a reader can start with; one above {@link #readableLsn} when there is none. */
    public long firstReadableLsn() {
        SegmentInfo oldest = catalog.oldest();
        return oldest == null ? readableLsn() + 1 : Math.max(firstRecoveredLsn, oldest.lastLsnBefore() + 1);
    }

    /** Segment files, spares not counted. */
    public int segmentCount() {
        return catalog.count();
    }

    /** Bytes in them, up to the last frame of each. */
    public long segmentBytes() {
        ReadableEnd end = worker.readableEnd();
        SegmentInfo newest = catalog.find(end.segment());
        boolean open = newest != null && newest.lastLsn() == SegmentInfo.UNKNOWN;
        return catalog.closedBytes() + (open ? end.position() : 0);
    }

    /** Writes and syncs what was handed over, closes the segment and ends the thread. Once. */
    @Override
    public void close() {
        thread.close(CLOSE_TIMEOUT_MS);
        if (syncs instanceof ExecutorService service) {
            service.shutdown();
        }
    }
}
