package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the binlog thread does: each {@link #doWork} is one run. It appends what waits in the queue, hands it to the file system in large writes, announces
 * it as readable, syncs it if the level says so, announces it as durable, and keeps a spare segment ready. Single-threaded and without a clock of its own, so
 * that tests step it.
 *
 * <p>After a failed write or sync nothing is tried again: a page cache is not trusted after a failed sync.
 */
final class BinlogWorker {
    /** A run ends here even if more waits, so that a sync never stands behind an endless queue. */
    private static final long RUN_MAX_BYTES = 4 * 1024 * 1024;

    static final long SYNC_INTERVAL_NANOS = 1_000_000_000;
    private static final long FIRST_RETRY_NANOS = 100_000_000;
    private static final long LAST_RETRY_NANOS = 1_000_000_000;

    private final SegmentAppender appender;
    private final Reservation reservation;
    private final BinlogQueue queue;
    private final BinlogListener listener;
    private final LongSupplier nanoClock;
    private final long segmentMaxAgeNanos;
    private final NoteBox notes = new NoteBox();
    private final ConcurrentLinkedQueue<CompletableFuture<Long>> rotationsAsked = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<CompletableFuture<Long>> rotationsDue = new ArrayDeque<>();

    private volatile SyncLevel level;
    private volatile ReadableEnd readableEnd;
    private volatile long durableLsn;
    private volatile String reservationProblem = "";
    private @Nullable KafkaNote newestNote;
    private @Nullable KafkaNote waitingNote;
    private long noteSegment;
    private long segmentSince;
    private long segmentSinceNanos;
    private long lastSyncNanos;
    private long retryAtNanos;
    private long retryNanos;

    BinlogWorker(
            SegmentAppender appender,
            Reservation reservation,
            BinlogQueue queue,
            RecoveredBinlog from,
            SyncLevel level,
            BinlogListener listener,
            long segmentMaxAgeMs,
            LongSupplier nanoClock) {
        this.appender = appender;
        this.reservation = reservation;
        this.queue = queue;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.level = level;
        segmentMaxAgeNanos = segmentMaxAgeMs * 1_000_000;
        newestNote = from.newestNote();
        SegmentInfo last = from.segments().isEmpty() ? null : from.segments().getLast();
        readableEnd = new ReadableEnd(
                last == null ? 0 : last.number(), last == null ? 0 : last.endBytes(), from.lastLsn());
        durableLsn = from.lastLsn();
        lastSyncNanos = nanoClock.getAsLong();
        retryAtNanos = lastSyncNanos;
    }

    /** Does one run; returns how many records it wrote. */
    int doWork() throws IOException {
        long now = nanoClock.getAsLong();
        long promised = reservation.promisedBytes();
        reserve(now);
        SyncLevel runLevel = level;
        int records = appendRecords();
        appendNotes();
        appender.flush();
        announceReadable();
        syncIfDue(runLevel, now);
        rotateIfDue(now);
        if (queue.takeStall(reservation.promisedBytes() > promised)) {
            listener.roomMade();
        }
        return records;
    }

    /** Keeps a segment ready behind the current one; a full disk is asked again, less and less often. */
    private void reserve(long now) throws IOException {
        updateReservation();
        while ((!appender.hasSpare() || reservation.isShort(queue.takenBytes())) && addSpare(now)) {
            updateReservation();
        }
    }

    private boolean addSpare(long now) throws IOException {
        if (now - retryAtNanos < 0) {
            return false;
        }
        try {
            appender.addSpare();
            reservationProblem = "";
            retryNanos = 0;
            return true;
        } catch (DiskFullException e) {
            reservationProblem = String.valueOf(e.getMessage());
            retryNanos = Math.clamp(retryNanos * 2, FIRST_RETRY_NANOS, LAST_RETRY_NANOS);
            retryAtNanos = now + retryNanos;
            return false;
        }
    }

    private void updateReservation() {
        reservation.update(queue.takenBytes(), appender.usableBytes(reservation));
    }

    private int appendRecords() throws IOException {
        long bytes = 0;
        int records = 0;
        for (BinlogQueue.Batch batch = queue.peek();
                batch != null && bytes < RUN_MAX_BYTES && appender.admits(batch);
                batch = queue.peek()) {
            if (records == 0) {
                appendSyncNote();
            }
            appender.append(batch);
            bytes += batch.frameBytes();
            records++;
            queue.taken(batch);
            // A new segment repeats the newest note, so that deleting those before it loses none.
            if (appender.number() != noteSegment) {
                noteSegment = appender.number();
                KafkaNote note = newestNote;
                if (note != null && waitingNote == null) {
                    waitingNote = note;
                }
                appendWaitingNote();
            }
        }
        updateReservation();
        return records;
    }

    /** Notes never use what was promised to records. */
    private boolean canNote(int frameBytes) {
        updateReservation();
        return appender.fits(frameBytes) && reservation.canSpare(frameBytes);
    }

    private void appendSyncNote() throws IOException {
        if (appender.syncNoteDue() && canNote(SyncProof.MAX_NOTE_FRAME_BYTES)) {
            appender.appendSyncNote();
        }
    }

    private void appendNotes() throws IOException {
        if (!notes.isEmpty()) {
            KafkaNote note = notes.take(appender.lastLsn());
            if (note != null) {
                newestNote = note;
                waitingNote = note;
            }
        }
        if (waitingNote != null) {
            appendSyncNote();
            appendWaitingNote();
        }
        updateReservation();
    }

    private void appendWaitingNote() throws IOException {
        KafkaNote note = waitingNote;
        if (note == null) {
            return;
        }
        byte[] payload = note.encoded();
        if (canNote(FrameCodec.HEADER_BYTES + payload.length)) {
            appender.appendNote(payload, true);
            noteSegment = appender.number();
            waitingNote = null;
        }
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
        boolean due = runLevel == SyncLevel.DISK || now - lastSyncNanos >= SYNC_INTERVAL_NANOS;
        if (!due) {
            return;
        }
        if (appender.unsynced()) {
            appender.sync();
            lastSyncNanos = nanoClock.getAsLong();
        } else if (now - lastSyncNanos >= SYNC_INTERVAL_NANOS) {
            appendSyncNote(); // nothing follows, so the proof goes in by itself
            appender.flush();
            lastSyncNanos = now;
        }
        announceDurable();
    }

    /** Everything that the appender holds was synced. */
    private void announceDurable() {
        if (durableLsn != appender.lastLsn()) {
            durableLsn = appender.lastLsn();
            listener.durable(durableLsn);
        }
    }

    private void rotateIfDue(long now) throws IOException {
        if (appender.number() != segmentSince) {
            segmentSince = appender.number();
            segmentSinceNanos = now;
        }
        for (CompletableFuture<Long> asked = rotationsAsked.poll(); asked != null; asked = rotationsAsked.poll()) {
            rotationsDue.add(asked);
        }
        boolean old = segmentMaxAgeNanos > 0
                && now - segmentSinceNanos >= segmentMaxAgeNanos
                && appender.holdsRecords();
        if (!old && rotationsDue.isEmpty() || appender.inChunkRun()) {
            return;
        }
        boolean covered = canClose(now);
        if (covered) {
            appender.closeCurrent();
            announceDurable();
        }
        for (CompletableFuture<Long> due = rotationsDue.poll(); due != null; due = rotationsDue.poll()) {
            if (covered) {
                due.complete(appender.lastLsn());
            } else {
                due.completeExceptionally(noSpace());
            }
        }
    }

    /** What was promised must fit without the rest of the current segment. */
    private boolean canClose(long now) throws IOException {
        if (!appender.isOpen()) {
            return true;
        }
        do {
            updateReservation();
            if (appender.hasSpare() && reservation.canSpare(appender.usableInCurrent(reservation))) {
                return true;
            }
        } while (addSpare(now));
        return false;
    }

    private HeadwaterException noSpace() {
        return new HeadwaterException(
                "the binlog's segment cannot be closed: " + reservationProblem,
                "free some disk space and try again",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    /** How long the thread may sleep when nothing is offered. */
    long idleNanos() {
        if (appender.unsynced() || appender.syncNoteDue()) {
            return Math.clamp(lastSyncNanos + SYNC_INTERVAL_NANOS - nanoClock.getAsLong(), 0, SYNC_INTERVAL_NANOS);
        }
        return appender.hasSpare() ? SYNC_INTERVAL_NANOS : FIRST_RETRY_NANOS;
    }

    /** Writes what is left, syncs it and closes the segment. */
    void finish() throws IOException {
        while (doWork() > 0) {
            // until the queue is empty
        }
        appender.close();
        announceDurable();
        failRotations();
    }

    /** Lets go of everything after a failure. */
    void abandon() {
        appender.abandon();
        failRotations();
    }

    private void failRotations() {
        rotationsDue.addAll(rotationsAsked);
        for (CompletableFuture<Long> due = rotationsDue.poll(); due != null; due = rotationsDue.poll()) {
            due.completeExceptionally(new IllegalStateException("the binlog is closed"));
        }
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

    /** Why the disk gave no more room when it was last asked; empty when it did. */
    String reservationProblem() {
        return reservationProblem;
    }

    void note(KafkaNote note) {
        notes.put(note);
    }

    void rotate(CompletableFuture<Long> whenClosed) {
        rotationsAsked.add(whenClosed);
    }

    /** The segment that is being written, for a message. */
    String describe() {
        return appender.describe();
    }
}
