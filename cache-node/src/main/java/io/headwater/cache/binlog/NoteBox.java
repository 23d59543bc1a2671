package io.headwater.cache.binlog;

import io.headwater.schemas.LocalNote.KafkaNote;
import org.jspecify.annotations.Nullable;

/**
 * Notes on their way into the binlog. A note is taken out once the binlog holds every entry that it covers, so it may be put in before they are written.
 * Holds two at most: a newer note replaces the newest, never the oldest, so that one gets through however far the log runs ahead. Any thread.
 */
final class NoteBox {
    private @Nullable KafkaNote oldest;
    private @Nullable KafkaNote newest;
    private volatile boolean empty = true;

    synchronized void put(KafkaNote note) {
        if (oldest == null) {
            oldest = note;
        } else {
            newest = note;
        }
        empty = false;
    }

    /** Costs one volatile read. */
    boolean isEmpty() {
        return empty;
    }

    /** Takes the newest note that covers nothing above the lsn, and drops those before it. */
    synchronized @Nullable KafkaNote take(long lsn) {
        KafkaNote taken = null;
        if (newest != null && newest.filter().lastLsn() <= lsn) {
            taken = newest;
            oldest = null;
            newest = null;
        } else if (oldest != null && oldest.filter().lastLsn() <= lsn) {
            taken = oldest;
            oldest = newest;
            newest = null;
        }
        empty = oldest == null;
        return taken;
    }
}
