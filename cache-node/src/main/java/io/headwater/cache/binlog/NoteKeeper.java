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
    /** Notes on their way to the disk: two at most, of which a newer one replaces the second, so that one gets there however often they come. */
    private @Nullable Placed syncing;
    private @Nullable Placed behind;
    private volatile @Nullable KafkaNote durable;

    /** A note, and where its frame ends. */
    private record Placed(KafkaNote note, long segment, long end) {}

    NoteKeeper(SegmentAppender appender, SpaceKeeper space, @Nullable KafkaNote newest) {
        this.appender = appender;
        this.space = space;
        this.newest = newest;
        this.durable = newest;
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
            Placed placed = new Placed(note, segment, appender.position());
            if (syncing == null) {
                syncing = placed;
            } else {
                behind = placed;
            }
        }
    }

    /** After a sync may have ended. */
    void afterSync() {
        Placed next = syncing;
        while (next != null && appender.isSynced(next.segment, next.end)) {
            durable = next.note;
            next = behind;
            syncing = next;
            behind = null;
        }
    }

    /** The newest note that survives a power cut; null before the first. Any thread. */
    @Nullable KafkaNote durable() {
        return durable;
    }
}
