package io.headwater.archive.replay;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.Verdict;

/** Applies the records of a log to a keyspace, up to a time. The same filter and the same fold as everywhere. One thread. */
final class Replay {
    private final LogFilter filter;
    private final Fold fold;
    private final DigestCheck digests;
    private final long toMs;
    private final long loadedLsn;
    private final LogRecordReader record = new LogRecordReader();
    private final Args effect = new Args(16);

    private Position position;
    private long entries;
    private long effects;
    private boolean passed;

    /**
     * @param state what is known of the log in front of the first record
     * @param loaded the position of what is in the keyspace already; entries up to there are skipped
     * @param toMs entries behind this time are left out
     * @param digests compares the keyspace where the log tells what it must add up to
     */
    Replay(int shard, FilterState state, Keyspace keyspace, Position loaded, long toMs, DigestCheck digests) {
        this.digests = digests;
        this.filter = new LogFilter(shard, state);
        this.fold = new Fold(keyspace);
        this.loadedLsn = loaded.lsn();
        this.position = loaded;
        this.toMs = toMs;
    }

    /** Takes the next record of the log, valid or not. The offset only serves messages, and the state to store. */
    Verdict take(byte[] bytes, int payloadOffset, int length, long logOffset) {
        record.wrap(bytes, payloadOffset, length);
        Verdict verdict = filter.judge(record, logOffset);
        if (!verdict.valid()) {
            return verdict;
        }
        passed |= record.timeMs() > toMs;
        if (verdict == Verdict.CHUNKED_ENTRY) {
            record.wrapBatchBody(filter.assembled());
        }
        if (verdict.takesEffect()) {
            applyEntries();
        }
        return verdict;
    }

    private void applyEntries() {
        while (record.nextEntry() && record.entryTimeMs() <= toMs) {
            if (record.lsn() <= loadedLsn) {
                continue;
            }
            if (record.isControl()) {
                digests.control(record);
            } else {
                applyEffects();
            }
            entries++;
            position = new Position(filter.epoch(), record.lsn());
        }
    }

    private void applyEffects() {
        fold.beginEntry(record.entryTimeMs(), record.database());
        while (record.nextEffect()) {
            effect.view(record.bytes(), record.argumentOffsets(), record.argumentLengths(), record.argumentCount());
            fold.apply(effect);
            effects++;
        }
    }

    LogFilter filter() {
        return filter;
    }

    /** Whether a valid record behind the wanted time was seen: nothing up to that time can come any more. */
    boolean passed() {
        return passed;
    }

    Position position() {
        return position;
    }

    long entries() {
        return entries;
    }

    long effects() {
        return effects;
    }
}
