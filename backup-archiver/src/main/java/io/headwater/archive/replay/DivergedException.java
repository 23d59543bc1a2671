package io.headwater.archive.replay;

import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.List;

/** A replayed keyspace is not what the primary's was at that entry of the log. It is worthless: nothing made of it may be published. */
public final class DivergedException extends HeadwaterException {
    private final long lsn;
    private final List<String> slots;

    /**
     * @param lsn of the entry that holds the primary's digest
     * @param timeMs of that entry, milliseconds since 1970
     * @param slots the ranges of slots that differ, as {@code first-last}
     */
    public DivergedException(int shard, long lsn, long timeMs, List<String> slots) {
        super(
                "shard " + shard + ": what was replayed differs from the primary's keys at lsn " + lsn + ", " + Instant.ofEpochMilli(timeMs) + ", in slots "
                        + String.join(",", slots),
                "nothing was published; choose a time before it, and report this: the log and what was made of it contradict each other",
                EXIT_CORRUPT);
        this.lsn = lsn;
        this.slots = List.copyOf(slots);
    }

    /** The entry at which they differ. */
    public long lsn() {
        return lsn;
    }

    /** Ranges of slots, as {@code first-last}. */
    public List<String> slots() {
        return slots;
    }
}
