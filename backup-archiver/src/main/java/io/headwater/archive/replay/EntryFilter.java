package io.headwater.archive.replay;

import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader.KeyFilter;
import io.headwater.schemas.LogRecordReader;

/**
 * Stands between a log and its fold: decides, entry by entry, what of it is applied. One walk at a time, one thread.
 *
 * <p>From the first thing that it leaves out, the keyspace is not the one that the log speaks of: its digests prove nothing any more ({@link #hasLeftOut}).
 */
public interface EntryFilter {
    /** Which of a snapshot's keys the walk needs; all, as a rule. Asked before {@link #begin}. */
    default KeyFilter baseKeys() {
        return KeyFilter.ALL;
    }

    /** A walk begins, with this keyspace as the snapshot left it: whatever was remembered of another walk is forgotten. */
    void begin(Keyspace keyspace);

    /**
     * Folds what is to be folded of the reader's current entry, which has effects.
     *
     * @param epoch of the entry
     * @return effects that were applied
     */
    long fold(LogRecordReader entry, long epoch, Fold fold);

    /** Whether anything was left out so far in this walk. */
    boolean hasLeftOut();
}
