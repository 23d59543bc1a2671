package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts notes into the binlog: sync notes right after a sync, and those about the topic once everything they cover is there. Each segment repeats the newest of
 * the latter, so that deleting the segments before it loses none. Owned by the binlog thread, but for {@link #put}.
 */
final class NoteKeeper {
    private final SegmentAppender appender;
    private final SpaceKeeper space;
    private final NoteBox box = new NoteBox();
    private @Nullable KafkaNote newest;
    private @Nullable KafkaNote waiting;
    /** The segment that holds {@link #newest}. */
    private long segment;

    NoteKeeper(SegmentAppender appender, SpaceKeeper space, @Nullable KafkaNote newest) {
        this.appender = appender;
        this.space = space;
        this.newest = newest;
    }

    /** Any thread. */
    void put(KafkaNote note) {
        box.put(note);
    }

    /** Before the first frame of a run: says what the last sync reached. */
    void beforeRun() throws IOException {
        if (appender.syncNoteDue() && space.canNote(SyncProof.MAX_NOTE_FRAME_BYTES)) {
            appender.appendSyncNote();
        }
    }

    /** After a record, which may have opened a segment. */
    void afterRecord() throws IOException {
        if (appender.number() != segment) {
            segment = appender.number();
            if (waiting == null) {
                waiting = newest;
            }
            appendWaiting();
        }
    }

    /** After the records of a run. */
    void afterRun() throws IOException {
        KafkaNote put = box.isEmpty() ? null : box.take(appender.lastLsn());
        if (put != null) {
            newest = put;
            waiting = put;
        }
        if (waiting != null) {
            beforeRun(); // of a run without records
            appendWaiting();
        }
    }

    private void appendWaiting() throws IOException {
        KafkaNote note = waiting;
        if (note == null) {
            return;
        }
        byte[] payload = note.encoded();
        if (space.canNote(FrameCodec.HEADER_BYTES + payload.length)) {
            appender.appendNote(payload, true);
            segment = appender.number();
            waiting = null;
        }
    }
}
