package io.headwater.publisher;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The newest heartbeat that the writer thread offers. Only the newest matters; it waits here until nothing older is under way. */
final class Heartbeats {
    /**
     * An encoded heartbeat.
     *
     * @param lsn the last lsn when it was made
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Beat(byte[] record, long lsn) {}

    private final AtomicReference<@Nullable Beat> newest = new AtomicReference<>();

    /** From the writer thread. */
    void offer(byte[] record, long lsn) {
        newest.set(new Beat(record, lsn));
    }

    /**
     * Takes the heartbeat if it says what the log's end says; one that is behind it is dropped, one ahead of it stays for later.
     *
     * @param committedLsn the last lsn in the log, with nothing under way
     */
    @Nullable Beat take(long committedLsn) {
        Beat beat = newest.get();
        if (beat == null || beat.lsn > committedLsn || !newest.compareAndSet(beat, null)) {
            return null;
        }
        return beat.lsn == committedLsn ? beat : null;
    }
}
