package io.headwater.archive.replay;

import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.List;

/** A replayed keyspace is not what the primary's was at that entry of the log. It is worthless: nothing made of it may be published. */
public final class DivergedException extends HeadwaterException {
    private static final String HINT =
            "nothing was published; choose a time before it, and report this: the log and what was made of it contradict each other";

    private final long lsn;
    private final List<String> slots;

    /**
     * @param way the way that was replayed, as {@link Route#text()} has it
     * @param lsn of the entry that holds the primary's digest
     * @param timeMs of that entry, milliseconds since 1970
     * @param slots the ranges of slots that differ, as {@code first-last}
     */
    public DivergedException(int shard, String way, long lsn, long timeMs, List<String> slots) {
        this(
                "shard " + shard + ": what was replayed (" + way + ") differs from the primary's keys at lsn " + lsn + ", " + Instant.ofEpochMilli(timeMs)
                        + ", in slots " + String.join(",", slots),
                lsn,
                slots);
    }

    private DivergedException(String message, long lsn, List<String> slots) {
        super(message, HINT, EXIT_CORRUPT);
        this.lsn = lsn;
        this.slots = List.copyOf(slots);
    }

    /** The same once no way is left. */
    DivergedException onEveryWay(List<String> said) {
        return new DivergedException("every way was tried: " + String.join("; ", said), lsn, slots);
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
