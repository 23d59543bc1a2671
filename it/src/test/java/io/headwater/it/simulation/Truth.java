package io.headwater.it.simulation;

import io.headwater.it.simulation.Counts.Event;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the log holds, by one filter that reads all of it in order and never forgets: what every node must come to. */
final class Truth {
    private final Log log;
    private final Counts counts;
    private LogFilter filter = new LogFilter(Log.SHARD, FilterState.START);
    private final LogRecordReader record = new LogRecordReader();
    private final Set<String> writes = new HashSet<>();
    private final Map<String, String> valueByKey = new HashMap<>();
    /** By lsn; entries that are not the last of their batch have that of the batch before. */
    private final List<Long> digestByLsn = new ArrayList<>(List.of(0L));
    private long digest;
    private long lastTimeMs;
    private int position;
    /** Of the records before it was told already what they are. */
    private int counted;
    private int losses;
    private boolean withinEntry;

    Truth(Log log, Counts counts) {
        this.log = log;
        this.counts = counts;
    }

    /** Judges what has come since. */
    void read() {
        List<byte[]> values = log.values();
        if (losses != log.losses()) {
            beginAnew();
        }
        for (; position < values.size(); position++) {
            byte[] value = values.get(position);
            record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
            Verdict verdict = filter.judge(record, position);
            boolean claim = record.kind() == RecordKind.CLAIM;
            if (verdict == Verdict.VOID) {
                if (claim) {
                    count(Event.VOID_CLAIM);
                } else if (record.kind() == RecordKind.BATCH) {
                    count(Event.VOID_BATCH);
                }
                continue;
            }
            if (record.timeMs() < lastTimeMs) {
                throw new AssertionError("TimesNeverDecrease: a record of " + record.timeMs() + " behind one of " + lastTimeMs);
            }
            lastTimeMs = record.timeMs();
            if (claim) {
                count(Event.CLAIM);
                if (withinEntry) {
                    count(Event.CUT_ENTRY);
                }
            } else if (verdict == Verdict.BATCH) {
                take();
            } else if (verdict == Verdict.CHUNKED_ENTRY) {
                count(Event.CHUNKED_ENTRY);
                record.wrapBatchBody(filter.assembled());
                take();
            }
            if (verdict != Verdict.HEARTBEAT) {
                withinEntry = verdict == Verdict.CHUNK;
            }
        }
        counted = Math.max(counted, position);
    }

    private void count(Event event) {
        if (position >= counted) {
            counts.count(event);
        }
    }

    /** The log has lost its end, and with it nobody knows what of that which was read. */
    private void beginAnew() {
        losses = log.losses();
        counted = Math.min(counted, log.values().size());
        filter = new LogFilter(Log.SHARD, FilterState.START);
        writes.clear();
        valueByKey.clear();
        digestByLsn.clear();
        digestByLsn.add(0L);
        digest = 0;
        lastTimeMs = 0;
        position = 0;
        withinEntry = false;
    }

    private void take() {
        long before = digest;
        while (record.nextEntry()) {
            while (!record.isControl() && record.nextEffect()) {
                String key = text(record.argument(1));
                String value = text(record.argument(2));
                String old = valueByKey.put(key, value);
                digest += digestOf(key, value) - (old == null ? 0 : digestOf(key, old));
                writes.add(key + "=" + value);
            }
            digestByLsn.add(before);
        }
        digestByLsn.set(digestByLsn.size() - 1, digest);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A keyspace's digest is the sum of those of its keys. */
    static long digestOf(String key, String value) {
        long mixed = key.hashCode() * 0x9e3779b97f4a7c15L + value.hashCode();
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
        return mixed ^ (mixed >>> 32);
    }

    /** Whether a valid batch has written this value. */
    boolean holds(String key, String value) {
        read();
        return writes.contains(key + "=" + value);
    }

    /** Whether the log has lost its end, and its primary is about to bring it again. */
    boolean mayLack() {
        return log.isMending();
    }

    /** The last valid lsn. */
    long lastLsn() {
        return digestByLsn.size() - 1;
    }

    long epoch() {
        return filter.state().epoch();
    }

    /** The digest of the state behind an entry that ends a batch. */
    long digestAt(long lsn) {
        return digestByLsn.get((int) lsn);
    }
}
