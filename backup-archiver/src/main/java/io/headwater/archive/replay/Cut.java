package io.headwater.archive.replay;

/**
 * Up to where a shard's log is replayed, and how far back the way there must begin.
 *
 * @param toMs entries behind this time are left out, milliseconds since 1970
 * @param all whether everything that is there up to that time will do; otherwise a record behind it must prove that no more can come
 * @param toLsn entries behind this lsn are left out as well, and the log needs to be complete up to it only; {@link #NO_LSN} for none
 * @param baseMs the way begins with a snapshot of this time at the latest, or the oldest there is; {@link #ANY_BASE} for any
 * @param baseLsn likewise, the snapshot's lsn
 */
public record Cut(long toMs, boolean all, long toLsn, long baseMs, long baseLsn) {
    /** The {@link #toLsn} of a cut by time. */
    public static final long NO_LSN = Long.MAX_VALUE;
    /** A base that need not be old. */
    public static final long ANY_BASE = Long.MAX_VALUE;

    /** Every entry up to a time. */
    public static Cut at(long toMs) {
        return new Cut(toMs, false, NO_LSN, ANY_BASE, ANY_BASE);
    }

    /** Everything that is there up to a time. */
    public static Cut allUntil(long toMs) {
        return new Cut(toMs, true, NO_LSN, ANY_BASE, ANY_BASE);
    }

    /** Every entry up to this one. */
    public static Cut at(long toMs, long toLsn) {
        return new Cut(toMs, false, toLsn, ANY_BASE, ANY_BASE);
    }

    /** The same on a way that begins no later than this. */
    public Cut from(long otherBaseMs, long otherBaseLsn) {
        return new Cut(toMs, all, toLsn, otherBaseMs, otherBaseLsn);
    }

    /** Whether the cut is at an entry. */
    public boolean isExact() {
        return toLsn != NO_LSN;
    }

    boolean wantsOldBase() {
        return baseMs != ANY_BASE || baseLsn != ANY_BASE;
    }

    boolean accepts(SnapshotInfo snapshot) {
        return snapshot.timeMs() <= baseMs && snapshot.position().lsn() <= Math.min(baseLsn, toLsn);
    }
}
