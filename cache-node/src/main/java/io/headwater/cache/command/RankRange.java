package io.headwater.cache.command;

import io.headwater.cache.engine.RankBound;
import io.headwater.cache.engine.SortedSetValue;

/**
 * A stretch of a sorted set, whatever it was asked for by: ranks, scores or names.
 *
 * @param first rank of its first member
 * @param count number of its members
 */
record RankRange(int first, int count) {
    private static final RankRange EMPTY = new RankRange(0, 0);

    /** Ranks from {@code start} to {@code stop}, both included, negative ones from the end, as far as they exist. */
    static RankRange ofRanks(SortedSetValue set, long start, long stop) {
        long size = set.size();
        long first = Math.max(start < 0 ? start + size : start, 0);
        long last = Math.min(stop < 0 ? stop + size : stop, size - 1);
        return first > last ? EMPTY : new RankRange((int) first, (int) (last - first + 1));
    }

    /** All between two places. */
    static RankRange between(SortedSetValue set, RankBound low, RankBound high) {
        int first = set.countBefore(low);
        int end = set.countBefore(high);
        return end <= first ? EMPTY : new RankRange(first, end - first);
    }

    /** The same stretch counted from the other end of the set. */
    RankRange reversed(SortedSetValue set) {
        return count == 0 ? EMPTY : new RankRange(set.size() - first - count, count);
    }

    /** What LIMIT leaves, counted from the front or, {@code backwards}, from the back; a negative limit is none, a negative offset leaves nothing. */
    RankRange limited(long offset, long limit, boolean backwards) {
        if (offset < 0 || offset >= count) return EMPTY;
        int left = count - (int) offset;
        int kept = limit < 0 ? left : (int) Math.min(limit, left);
        if (kept == 0) return EMPTY;
        return new RankRange(backwards ? first + left - kept : first + (int) offset, kept);
    }
}
