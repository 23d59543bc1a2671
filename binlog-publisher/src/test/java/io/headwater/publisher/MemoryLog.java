package io.headwater.publisher;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.LocalLog;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node's directory in memory, which a crash may shorten. Any thread. */
public final class MemoryLog implements LocalLog {
    private record Frame(byte[] record, KafkaNote note, long epoch, long lastLsn, boolean endsEntry, long timeMs) {
        boolean isNote() {
            return note != null;
        }
    }

    private final String node;
    private final String formerNode;
    private final List<Frame> frames = new ArrayList<>();
    private long lastLsn;
    private long oldestSegmentLsn = 1;

    public MemoryLog(String node) {
        this(node, "");
    }

    private MemoryLog(String node, String formerNode) {
        this.node = node;
        this.formerNode = formerNode;
    }

    /** What another node finds in a copy of the directory. */
    synchronized MemoryLog copy(String name) {
        MemoryLog copy = new MemoryLog(name, node);
        copy.frames.addAll(frames);
        copy.lastLsn = lastLsn;
        return copy;
    }

    /** Loses frames from the end, as a power cut does, and then an incomplete entry. */
    synchronized void lose(int count) {
        for (int i = 0; i < count && !frames.isEmpty(); i++) {
            frames.removeLast();
        }
        while (!frames.isEmpty() && !frames.getLast().isNote() && !frames.getLast().endsEntry) {
            frames.removeLast();
        }
        lastLsn = lastLsnBelowEpoch(Long.MAX_VALUE);
    }

    /** Removes what is void beyond an lsn, and everything behind it. */
    synchronized void cut(long lastValidLsn) {
        while (frames.stream().anyMatch(frame -> !frame.isNote() && frame.lastLsn > lastValidLsn)) {
            frames.removeLast();
        }
        lastLsn = lastLsnBelowEpoch(Long.MAX_VALUE);
    }

    /** The record that ends at the lsn, or null. */
    synchronized byte[] recordAt(long lsn) {
        for (Frame frame : frames.reversed()) {
            if (!frame.isNote() && frame.lastLsn <= lsn) {
                return frame.lastLsn == lsn ? frame.record : null;
            }
        }
        return null;
    }

    /** Pretends that older segments were deleted. */
    synchronized void oldestSegmentLsn(long lsn) {
        oldestSegmentLsn = lsn;
    }

    synchronized int frames() {
        return frames.size();
    }

    /** All records, in order. */
    public synchronized List<byte[]> records() {
        return frames.stream().filter(frame -> !frame.isNote()).map(Frame::record).toList();
    }

    @Override
    public String nodeName() {
        return node;
    }

    @Override
    public String formerName() {
        return formerNode;
    }

    @Override
    public String address() {
        return node + ":6379";
    }

    @Override
    public synchronized KafkaNote newestNote() {
        return frames.reversed().stream()
                .filter(Frame::isNote)
                .map(Frame::note)
                .findFirst()
                .orElse(KafkaNote.NONE);
    }

    @Override
    public synchronized long lastLsn() {
        return lastLsn;
    }

    @Override
    public synchronized long firstReadableLsn() {
        return oldestSegmentLsn;
    }

    @Override
    public synchronized long lastLsnBelowEpoch(long epoch) {
        return frames.stream()
                .filter(frame -> !frame.isNote() && frame.epoch < epoch)
                .mapToLong(Frame::lastLsn)
                .max()
                .orElse(0);
    }

    @Override
    public synchronized long lastTimeMs() {
        return frames.stream().mapToLong(Frame::timeMs).max().orElse(0);
    }

    public synchronized void append(byte[] payload, int offset, int length) {
        LogRecordReader record = new LogRecordReader();
        record.wrap(payload, offset, length);
        boolean batch = record.kind() == RecordKind.BATCH;
        if (batch && record.firstLsn() != lastLsn + 1) {
            throw new AssertionError("lsn " + record.firstLsn() + " appended after " + lastLsn);
        }
        boolean endsEntry = batch || record.chunk().index() == record.chunk().count() - 1;
        byte[] copy = Arrays.copyOfRange(payload, offset, offset + length);
        frames.add(new Frame(copy, null, record.epoch(), record.lastLsn(), endsEntry, record.timeMs()));
        lastLsn = record.lastLsn();
    }

    @Override
    public synchronized void note(KafkaNote note) {
        frames.add(new Frame(null, note, 0, 0, true, 0));
    }

    private synchronized Frame frame(int index) {
        return index < frames.size() ? frames.get(index) : null;
    }

    @Override
    public BinlogReader reader(long afterLsn) {
        return new BinlogReader() {
            private int next;
            private Frame current;

            @Override
            public boolean next() {
                for (Frame frame = frame(next); frame != null; frame = frame(next)) {
                    next++;
                    if (!frame.isNote() && frame.lastLsn > afterLsn) {
                        current = frame;
                        return true;
                    }
                }
                return false;
            }

            @Override
            public byte[] bytes() {
                return current.record;
            }

            @Override
            public int offset() {
                return 0;
            }

            @Override
            public int length() {
                return current.record.length;
            }

            @Override
            public long lastLsn() {
                return current.lastLsn;
            }

            @Override
            public void close() {}
        };
    }
}
