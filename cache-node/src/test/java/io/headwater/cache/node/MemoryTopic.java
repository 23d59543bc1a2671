package io.headwater.cache.node;

import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A shard's topic in memory. */
final class MemoryTopic {
    static final int SHARD = 0;
    static final Timeline TIMELINE = new Timeline(1, 2);

    private final List<byte[]> records = new ArrayList<>();

    synchronized void append(byte[] record) {
        records.add(record);
    }

    synchronized int size() {
        return records.size();
    }

    /** The record at an offset, or null if there is none yet. */
    synchronized byte[] get(int offset) {
        return offset < records.size() ? records.get(offset) : null;
    }

    /** Another node's claim, which takes effect. Returns what stamps the records of its epoch. */
    synchronized RecordStamp claim(String node) {
        FilterState last = judged(false);
        RecordStamp stamp = new RecordStamp(TIMELINE, SHARD, last.epoch() + 1, 1000 + last.epoch(), 0, last.lastLsn() + 1);
        append(new Claim(node, "127.0.0.1:1", last.lastId(), FailoverMode.AUTO).encoded(stamp, last.lastTimeMs() + 1));
        return stamp;
    }

    /** Drops everything behind the first record that fits, as if it had never been appended. */
    synchronized void cutBehind(Predicate<LogRecordReader> last) {
        LogRecordReader reader = new LogRecordReader();
        for (int i = 0; i < records.size(); i++) {
            reader.wrap(records.get(i), 0, records.get(i).length);
            if (last.test(reader)) {
                records.subList(i + 1, records.size()).clear();
                return;
            }
        }
        throw new IllegalStateException("no such record");
    }

    /** What the filter makes of everything so far, which must all be valid. */
    FilterState judged() {
        return judged(true);
    }

    /** What the filter makes of everything so far. */
    synchronized FilterState judged(boolean allValid) {
        LogFilter filter = new LogFilter(SHARD, FilterState.START);
        LogRecordReader reader = new LogRecordReader();
        for (int i = 0; i < records.size(); i++) {
            reader.wrap(records.get(i), 0, records.get(i).length);
            if (!filter.judge(reader, i).valid() && allValid) throw new IllegalStateException("record " + i + " is void");
        }
        return filter.state();
    }
}
