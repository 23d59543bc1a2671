package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LocalNote.SyncNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The end of the binlog: the segment that is written, the spare ones behind it, and the frames that are on their way into it. A spare becomes
 * the current segment when the first frame for it comes, which fixes its header. Owned by the binlog thread.
 */
final class SegmentAppender {
    /** Frames are collected and go to the file in calls of so many bytes; more than any frame has. */
    private static final int BUFFER_MAX_BYTES = 1024 * 1024;

    private final SegmentStore store;
    private final BinlogConfig config;
    private final int shard;
    private final SegmentCatalog catalog;
    private final LsnChain chain;
    private final LogRecordReader record = new LogRecordReader();
    private final ByteBuffer buffer;
    private final SpareSegments spares;
    private final BackgroundSync background;
    private @Nullable SegmentFile file;
    private SegmentInfo current = new SegmentInfo(0, 0, 0, 0, 0);
    private @Nullable Timeline currentTimeline;
    private long filePosition;
    private long syncedPosition;
    private long notedPosition;
    private long syncedLsn;
    private boolean holdsRecords;
    private boolean unsynced;

    SegmentAppender(
            SegmentStore store,
            BinlogConfig config,
            RecoveredBinlog from,
            SegmentCatalog catalog,
            SpareSegments spares,
            BackgroundSync background) {
        this.store = store;
        this.config = config;
        this.catalog = catalog;
        this.spares = spares;
        this.background = background;
        this.syncedLsn = from.lastLsn();
        buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_MAX_BYTES, config.segmentSizeBytes()));
        shard = from.shard();
        chain = LsnChain.after(from);
    }

    /** Bytes of frames that the current segment and the spares are sure to hold. */
    long usableBytes(Reservation reservation) {
        return usableInCurrent(reservation)
                + spares.count() * reservation.usable(config.segmentSizeBytes() - SegmentHeader.BYTES);
    }

    long usableInCurrent(Reservation reservation) {
        return file == null ? 0 : reservation.usable(config.segmentSizeBytes() - position());
    }

    /** Whether there is a place for a note's frame. */
    boolean fits(int frameBytes) {
        return spares.count() > 0 || fitsCurrent(frameBytes);
    }

    /** Reads a record's header, and says whether there is a place for it; {@link #append} may follow. */
    boolean admits(BinlogQueue.Batch batch) {
        record.wrap(batch.bytes(), batch.payloadOffset(), batch.payloadLength());
        return spares.count() > 0 || !needsNext(batch);
    }

    /** A segment's records are of one timeline. */
    private boolean needsNext(BinlogQueue.Batch batch) {
        Timeline timeline = currentTimeline;
        return !fitsCurrent(batch.frameBytes()) || timeline == null || !record.isTimeline(timeline);
    }

    /**
     * Appends the record that was admitted.
     *
     * @throws io.headwater.schemas.LogContradictionException if it does not continue the binlog; nothing was written
     */
    void append(BinlogQueue.Batch batch) throws IOException {
        if (record.shard() != shard) {
            throw new IllegalStateException("a record of shard " + record.shard() + " for the binlog of " + shard);
        }
        long lsnBefore = chain.lastLsn();
        chain.accept(record);
        if (needsNext(batch)) {
            int chunk = record.kind() == RecordKind.CHUNK ? record.chunk().index() : 0;
            openNext(chain.timeline(), lsnBefore, chunk);
        }
        int frameOffset = batch.payloadOffset() - FrameCodec.HEADER_BYTES;
        FrameCodec.seal(batch.bytes(), frameOffset, FrameCodec.KIND_RECORD, batch.payloadLength());
        put(batch.bytes(), frameOffset, batch.frameBytes());
        holdsRecords = true;
        unsynced = true;
    }

    /** Appends an encoded note that {@link #fits}. */
    void appendNote(byte[] payload, boolean mustSync) throws IOException {
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, frame, FrameCodec.HEADER_BYTES, payload.length);
        FrameCodec.seal(frame, 0, FrameCodec.KIND_NOTE, payload.length);
        if (!fitsCurrent(frame.length)) {
            openNext(chain.timeline(), chain.lastLsn(), chain.nextChunk());
        }
        put(frame, 0, frame.length);
        unsynced |= mustSync;
    }

    /** Bytes of frames in front of here were synced, and no note says so yet. */
    boolean syncNoteDue() {
        return file != null && syncedPosition > notedPosition;
    }

    /** Says so, and where it stands. */
    void appendSyncNote() throws IOException {
        long at = position();
        if (fitsCurrent(SyncProof.MAX_NOTE_FRAME_BYTES)) {
            appendNote(new SyncNote(current.number(), at, syncedPosition).encoded(), false);
        }
        // The note itself needs none; but what stands between sync and note does.
        notedPosition = syncedPosition == at ? position() : syncedPosition;
    }

    private boolean fitsCurrent(int frameBytes) {
        return file != null && position() + frameBytes <= config.segmentSizeBytes();
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        if (buffer.remaining() < length) {
            flush();
        }
        buffer.put(bytes, offset, length);
    }

    /** Hands everything to the file system: readers see it from here on. */
    void flush() throws IOException {
        if (file != null && buffer.position() > 0) {
            int length = buffer.flip().limit();
            file.write(buffer, filePosition);
            filePosition += length;
            buffer.clear();
        }
    }

    /** Flushes, and returns when everything is on the disk. */
    void sync() throws IOException {
        sync(chain.lastLsn());
    }

    private void sync(long lastLsn) throws IOException {
        background.await();
        flush();
        if (file != null) {
            file.force(false);
            syncedPosition = filePosition;
        }
        syncedLsn = lastLsn;
        unsynced = false;
    }

    /** Flushes, and begins a sync of everything beside this thread; {@link #pollSync} tells of its end. Not while one is running. */
    void beginSync(long nowNanos) throws IOException {
        flush();
        SegmentFile here = file;
        if (here != null) {
            unsynced = false;
            background.begin(here, new BackgroundSync.Covered(current.number(), filePosition, chain.lastLsn(), nowNanos));
        }
    }

    /** Whether a sync runs beside this thread, or has ended unheard. */
    boolean isSyncing() {
        return background.isRunning();
    }

    /**
     * Takes notice of the end of the sync that {@link #beginSync} began; null if there is nothing new.
     *
     * @param patiently waits for its end
     * @throws IOException if it failed
     */
    BackgroundSync.@Nullable Covered pollSync(boolean patiently) throws IOException {
        BackgroundSync.Covered covered = patiently ? background.await() : background.poll();
        if (covered != null) {
            if (covered.segment() != current.number()) {
                throw new IllegalStateException("a segment was closed while it was being synced");
            }
            syncedPosition = Math.max(syncedPosition, covered.bytes());
            syncedLsn = Math.max(syncedLsn, covered.lsn());
        }
        return covered;
    }

    /** Complete entries up to this lsn were synced. */
    long syncedLsn() {
        return syncedLsn;
    }

    /** Whether the frames of a segment were synced up to a position. */
    boolean isSynced(long segment, long position) {
        return segment < current.number() || syncedPosition >= position;
    }

    /** Bytes of the current segment that are in the file system and were not synced. */
    long unsyncedBytes() {
        return file == null ? 0 : filePosition - syncedPosition;
    }

    /** Whether a record or a note that matters was not synced. */
    boolean unsynced() {
        return unsynced;
    }

    private void openNext(@Nullable Timeline timeline, long lsnBefore, int nextChunk) throws IOException {
        closeCurrent(lsnBefore, nextChunk);
        SpareSegments.Spare spare = spares.next();
        SegmentHeader header = new SegmentHeader(
                shard, LogSchema.FINGERPRINT, timeline, spare.number(), lsnBefore + 1, nextChunk);
        spare.file().write(header.encoded(), 0);
        // Before any frame: a file without a header is known to hold none.
        spare.file().force(false);
        spares.taken();
        file = spare.file();
        filePosition = SegmentHeader.BYTES;
        syncedPosition = SegmentHeader.BYTES;
        notedPosition = SegmentHeader.BYTES;
        holdsRecords = false;
        currentTimeline = timeline;
        current = new SegmentInfo(
                header.number(), header.firstLsn(), nextChunk, SegmentInfo.UNKNOWN, SegmentHeader.BYTES);
        catalog.put(current);
    }

    /** Closes the current segment though no frame needs the next one yet: a note in it proves it synced until then. */
    void closeCurrent() throws IOException {
        sync();
        if (syncNoteDue()) {
            appendSyncNote();
        }
        closeCurrent(chain.lastLsn(), chain.nextChunk());
    }

    /** The next header will prove the segment complete, so it is synced first; its unused end is given back. */
    private void closeCurrent(long lastLsn, int nextChunk) throws IOException {
        SegmentFile closing = file;
        if (closing == null) {
            return;
        }
        sync(lastLsn);
        closing.truncate(filePosition);
        catalog.put(current.closed(nextChunk > 0 ? lastLsn + 1 : lastLsn, filePosition));
        file = null;
        currentTimeline = null;
        closing.close();
    }

    /** Closes the current segment and deletes the spares. */
    void close() throws IOException {
        closeCurrent();
        spares.delete();
    }

    /** Lets go of the files without writing anything. */
    void abandon() {
        spares.abandon();
        if (background.isRunning()) {
            return; // closing the file would wait for a disk that may hang; the process ends
        }
        SegmentFile open = file;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // the failure that made the thread give up was reported; this one says nothing new
        }
    }

    /** Where the next frame starts, bytes from the segment's start. */
    long position() {
        return filePosition + buffer.position();
    }

    /** The current segment, or the last one when none is open. */
    long number() {
        return current.number();
    }

    /** How far the current segment is in the file system. */
    long flushedBytes() {
        return filePosition;
    }

    boolean isOpen() {
        return file != null;
    }

    /** Whether the current segment holds a record. */
    boolean holdsRecords() {
        return file != null && holdsRecords;
    }

    boolean inChunkRun() {
        return chain.inChunkRun();
    }

    /** The last lsn of a complete entry. */
    long lastLsn() {
        return chain.lastLsn();
    }

    String describe() {
        return store.describe(current.number());
    }
}
