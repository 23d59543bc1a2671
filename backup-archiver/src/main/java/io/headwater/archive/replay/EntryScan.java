package io.headwater.archive.replay;

import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Verdict;

/** Shows the entries of a log to a visitor, by the same filter as everywhere. One thread. */
final class EntryScan implements RecordTaker {
    private final LogFilter filter;
    private final EntryVisitor visitor;
    private final LogRecordReader record = new LogRecordReader();
    private long entries;
    private boolean enough;

    EntryScan(int shard, FilterState state, EntryVisitor visitor) {
        this.filter = new LogFilter(shard, state);
        this.visitor = visitor;
    }

    @Override
    public Verdict take(byte[] bytes, int payloadOffset, int length, long logOffset) {
        record.wrap(bytes, payloadOffset, length);
        Verdict verdict = filter.judge(record, logOffset);
        if (verdict == Verdict.CHUNKED_ENTRY) {
            record.wrapBatchBody(filter.assembled());
        }
        if (verdict.takesEffect()) {
            while (!enough && record.nextEntry()) {
                enough = !visitor.entry(record, filter.epoch());
                entries++;
            }
        }
        return verdict;
    }

    @Override
    public LogFilter filter() {
        return filter;
    }

    @Override
    public boolean passed() {
        return enough;
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public long effects() {
        return 0;
    }
}
