package io.headwater.archive.replay;

import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.FoldAhead;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.Verdict;
import org.jspecify.annotations.Nullable;

/** Applies the records of a log to a keyspace, up to a cut. The same filter and the same fold as everywhere. One thread. */
final class Replay implements RecordTaker {
    private final LogFilter filter;
    private final Fold fold;
    private final DigestCheck digests;
    private final Cut cut;
    private final @Nullable EntryFilter entryFilter;
    private final long loadedLsn;
    private final LogRecordReader record = new LogRecordReader();
    private final FoldAhead ahead;

    private long epoch;
    private long lsn;
    private long entries;
    private long effects;
    private boolean passed;

    /**
     * @param state what is known of the log in front of the first record
     * @param loaded the position of what is in the keyspace already; entries up to there are skipped
     * @param cut entries behind it are left out
     * @param entryFilter what decides over each entry; null to apply all
     * @param digests compares the keyspace where the log tells what it must add up to
     */
    Replay(
            int shard,
            FilterState state,
            Keyspace keyspace,
            Position loaded,
            Cut cut,
            @Nullable EntryFilter entryFilter,
            DigestCheck digests) {
        this.digests = digests;
        this.filter = new LogFilter(shard, state);
        this.fold = new Fold(keyspace);
        this.ahead = new FoldAhead(keyspace);
        this.loadedLsn = loaded.lsn();
        this.epoch = loaded.epoch();
        this.lsn = loaded.lsn();
        this.cut = cut;
        this.entryFilter = entryFilter;
    }

    @Override
    public Verdict take(byte[] bytes, int payloadOffset, int length, long logOffset) {
        record.wrap(bytes, payloadOffset, length);
        Verdict verdict = filter.judge(record, logOffset);
        if (!verdict.valid()) {
            return verdict;
        }
        passed |= record.timeMs() > cut.toMs();
        if (verdict == Verdict.CHUNKED_ENTRY) {
            record.wrapBatchBody(filter.assembled());
        }
        if (verdict.takesEffect()) {
            ahead.begin(record);
            applyEntries();
        }
        passed |= filter.lastLsn() >= cut.toLsn();
        return verdict;
    }

    private void applyEntries() {
        while (record.nextEntry() && record.entryTimeMs() <= cut.toMs() && record.lsn() <= cut.toLsn()) {
            if (record.lsn() <= loadedLsn) {
                continue;
            }
            if (record.isControl()) {
                compare();
            } else if (entryFilter == null) {
                effects += ahead.applyEntry(record, fold);
            } else {
                effects += entryFilter.fold(record, filter.epoch(), fold);
            }
            entries++;
            epoch = filter.epoch();
            lsn = record.lsn();
        }
    }

    private void compare() {
        if (entryFilter == null || !entryFilter.hasLeftOut()) {
            digests.control(record);
        } else {
            digests.drop();
        }
    }

    @Override
    public LogFilter filter() {
        return filter;
    }

    /** Whether a valid record behind the cut was seen: nothing before it can come any more. */
    @Override
    public boolean passed() {
        return passed;
    }

    Position position() {
        return new Position(epoch, lsn);
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public long effects() {
        return effects;
    }
}
