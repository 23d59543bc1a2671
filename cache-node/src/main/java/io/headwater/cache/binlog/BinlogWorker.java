package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the binlog thread does: each {@link #doWork} is one run. It appends what waits in the queue, hands it to the file system in large writes, announces
 * it as readable, syncs it if the level says so, announces it as durable, and keeps a spare segment ready. At level async syncs run beside it. It owns no thread and
 * no clock, so that tests step it.
 *
 * <p>After a failed write or sync nothing is tried again: a page cache is not trusted after a failed sync.
 */
final class BinlogWorker {
    /** A run ends here even if more waits, so that a sync never stands behind an endless queue. */
    private static final long RUN_MAX_BYTES = 4 * 1024 * 1024;

    /** At level async no byte waits longer for the disk. */
    private static final long SYNC_INTERVAL_NANOS = 1_000_000_000;
    /** So often a sync begins at level async: the next one has half of the interval for its own duration before anybody must wait for it. */
    private static final long SYNC_BEGIN_NANOS = SYNC_INTERVAL_NANOS / 2;
    /** At level async so much is synced before its time is over, so that no sync is a long one. */
    private static final long ASYNC_MAX_BYTES = 8 * 1024 * 1024;

    private final SegmentAppender appender;
    private final SpaceKeeper space;
    private final NoteKeeper notes;
    private final BinlogQueue queue;
    private final BinlogListener listener;
    private final LongSupplier nanoClock;
    private final long segmentMaxAgeNanos;
    private final RotationRequests rotations = new RotationRequests();

    private volatile SyncLevel level;
    private volatile ReadableEnd readableEnd;
    private volatile long durableLsn;
    private long agingSegment;
    private long agingSinceNanos;
    /** When the newest sync of which this thread has heard began, or nothing was found to be synced. */
    private long lastSyncNanos;

    /** Whether anything waits for a sync that has not begun, and since when. */
    private boolean dirty;

    private long dirtySinceNanos;
    /** Since when the oldest byte has been waiting that the running sync covers. */
    private long syncingSinceNanos;

    /** Whether the last run left a record in the queue for which the disk has no room. */
    private boolean refused;

    BinlogWorker(
            SegmentAppender appender,
            SpaceKeeper space,
            BinlogQueue queue,
            RecoveredBinlog from,
            SyncLevel level,
            BinlogListener listener,
            long segmentMaxAgeMs,
            LongSupplier nanoClock) {
        this.appender = appender;
        this.space = space;
        this.queue = queue;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.level = level;
        notes = new NoteKeeper(appender, space, from.newestNote());
        segmentMaxAgeNanos = segmentMaxAgeMs * 1_000_000;
        SegmentInfo last = from.segments().isEmpty() ? null : from.segments().getLast();
        readableEnd = last == null
                ? new ReadableEnd(0, 0, from.lastLsn())
                : new ReadableEnd(last.number(), last.endBytes(), from.lastLsn());
        durableLsn = from.lastLsn();
        lastSyncNanos = nanoClock.getAsLong();
    }

    /** Does one run; returns how many records it wrote. */
    int doWork() throws IOException {
        long now = nanoClock.getAsLong();
        long promised = space.promisedBytes();
        space.reserve(now);
        SyncLevel runLevel = level;
        int records = appendRecords();
        notes.afterRun();
        space.update();
        appender.flush();
        announceReadable();
        syncIfDue(runLevel, now);
        rotateIfDue(now);
        if (queue.takeStall(space.promisedBytes() > promised)) {
            listener.roomMade();
        }
        return records;
    }

    private int appendRecords() throws IOException {
        long bytes = 0;
        int records = 0;
        refused = false;
        for (BinlogQueue.Batch batch = queue.peek(); batch != null && bytes < RUN_MAX_BYTES; batch = queue.peek()) {
            if (!appender.admits(batch)) {
                refused = true;
                break;
            }
            if (records == 0) {
                notes.beforeRun();
            }
            appender.append(batch);
            bytes += batch.frameBytes();
            records++;
            queue.taken(batch);
            notes.afterRecord();
        }
        return records;
    }

    private void announceReadable() {
        if (appender.inChunkRun() || !appender.isOpen()) {
            return; // an entry is readable whole or not at all
        }
        ReadableEnd end = readableEnd;
        if (end.segment() != appender.number() || end.position() != appender.flushedBytes()) {
            readableEnd = new ReadableEnd(appender.number(), appender.flushedBytes(), appender.lastLsn());
            if (end.lsn() != appender.lastLsn()) {
                listener.appended(appender.lastLsn());
            }
        }
    }

    private void syncIfDue(SyncLevel runLevel, long now) throws IOException {
        if (!appender.unsynced()) {
            dirty = false;
        } else if (!dirty) {
            dirty = true;
            dirtySinceNanos = now;
        }
        if (runLevel == SyncLevel.ASYNC) {
            syncBeside(now);
        } else if (dirty) {
            appender.sync();
            dirty = false;
            lastSyncNanos = nanoClock.getAsLong();
        }
        if (!appender.unsynced() && !appender.isSyncing() && now - lastSyncNanos >= SYNC_INTERVAL_NANOS) {
            notes.beforeRun(); // nothing followed, so the proof of the last sync goes in by itself
            appender.flush();
            lastSyncNanos = now;
        }
        announceDurable();
    }

    private void syncBeside(long now) throws IOException {
        hearOfSync(now - syncingSinceNanos >= SYNC_INTERVAL_NANOS);
        boolean due = now - dirtySinceNanos >= SYNC_BEGIN_NANOS || appender.unsyncedBytes() >= ASYNC_MAX_BYTES;
        if (dirty && due && !appender.isSyncing()) {
            appender.beginSync(now);
            syncingSinceNanos = dirtySinceNanos;
            dirty = false;
            hearOfSync(false);
        }
    }

    private void hearOfSync(boolean patiently) throws IOException {
        BackgroundSync.Covered covered = appender.pollSync(patiently);
        if (covered != null) {
            lastSyncNanos = covered.begunNanos();
        }
    }

    private void announceDurable() {
        notes.afterSync();
        long synced = appender.syncedLsn();
        if (durableLsn != synced) {
            durableLsn = synced;
            listener.durable(synced);
        }
    }

    private void rotateIfDue(long now) throws IOException {
        if (appender.number() != agingSegment) {
            agingSegment = appender.number();
            agingSinceNanos = now;
        }
        boolean old = segmentMaxAgeNanos > 0
                && now - agingSinceNanos >= segmentMaxAgeNanos
                && appender.holdsRecords();
        if (!old && rotations.isEmpty() || appender.inChunkRun()) {
            return;
        }
        if (space.canClose(now)) {
            appender.closeCurrent();
            announceDurable();
            rotations.complete(appender.lastLsn());
        } else {
            rotations.fail(space.refusal());
        }
    }

    /** Whether a record waits until the disk has room. One that was offered since the last run looked at the queue is not known to. */
    boolean waitsForRoom() {
        return refused;
    }

    /** How long the thread may sleep when nothing is offered. */
    long idleNanos() {
        long now = nanoClock.getAsLong();
        long due = SYNC_INTERVAL_NANOS; // the end of a sync wakes the thread
        if (!appender.isSyncing() && appender.unsynced()) {
            due = dirtySinceNanos + SYNC_BEGIN_NANOS - now;
        } else if (!appender.isSyncing() && appender.syncNoteDue()) {
            due = lastSyncNanos + SYNC_INTERVAL_NANOS - now;
        }
        return Math.min(space.idleNanos(), Math.max(0, due));
    }

    /** Writes what is left, syncs it and closes the segment. */
    void finish() throws IOException {
        while (doWork() > 0) {
            // until the queue is empty, or the disk is full
        }
        if (!queue.isEmpty()) {
            throw new DiskFullException(space.problem(), null);
        }
        appender.close();
        announceDurable();
        rotations.fail(BinlogFailures.closed());
    }

    /** Lets go of everything after a failure. */
    void abandon() {
        appender.abandon();
        rotations.fail(BinlogFailures.closed());
    }

    // ---- any thread

    void level(SyncLevel next) {
        level = next;
    }

    SyncLevel level() {
        return level;
    }

    ReadableEnd readableEnd() {
        return readableEnd;
    }

    long durableLsn() {
        return durableLsn;
    }

    void note(KafkaNote note) {
        notes.put(note);
    }

    /** The newest note that survives a power cut; null before the first. */
    @Nullable KafkaNote durableNote() {
        return notes.durable();
    }

    /** Completes with the lsn up to which everything is in closed segments, or fails with {@link HeadwaterException}. */
    void rotate(CompletableFuture<Long> whenClosed) {
        rotations.add(whenClosed);
    }

    /** The segment that is being written, for a message. */
    String describe() {
        return appender.describe();
    }
}
